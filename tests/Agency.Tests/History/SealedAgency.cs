using Agency.History;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using static Agency.Tests.Sql;

namespace Agency.Tests.History;

/// <summary>An agency with a little history, sealed into three blocks whose digests are in a file, and every way to look for tampering.</summary>
public abstract class SealedAgency : AgencyTest
{
    readonly string _folder = Directory.CreateTempSubdirectory("seals").FullName;
    NpgsqlDataSource _source = null!;

    protected string File => Path.Combine(_folder, "seals.jsonl");
    protected Guid Aria { get; private set; }

    private protected NpgsqlDataSource Source => _source;

    protected override async Task ArrangeAsync()
    {
        _source = NpgsqlDataSource.Create(Database.AppConnectionString);
        await SealAllAsync();
        Aria = await Agency.AddTalentAsync("Aria");
        await Agency.AddDealAsync(Aria, "Summer campaign");
        await Agency.AddDealAsync(Aria, "Winter campaign");
        await SealAllAsync();
        await Database.AskAsync("update agency.deals set gross_minor = gross_minor + 1; update agency.talents set legal_name = 'Aria Montez'", Superuser);
        await SealAllAsync();
    }

    public override async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    private protected Sealing NewSealing(string? webhook = null, TimeProvider? time = null) =>
        new(_source, Options.Create(new SealOptions { File = File, Webhook = webhook }), time ?? TimeProvider.System, NullLogger<Sealing>.Instance);

    /// <summary>Seals until nothing is left: other tests' transactions on the same server hold the horizon for a moment.</summary>
    protected async Task SealAllAsync()
    {
        using var sealing = NewSealing();
        await Eventually.TrueAsync(async () =>
        {
            await sealing.SealAsync(CancellationToken.None);
            return await Database.AskAsync<bool>("select not exists (select from history.commits where id >= coalesce((select max(upto) from history.blocks), 0))");
        }, "a time when everything is sealed");
    }

    protected Task<VerifyReport> VerifyAsync(bool withFile = false) =>
        SealVerification.RunAsync(Database.AppConnectionString, withFile ? File : null, 1, CancellationToken.None);

    /// <summary>What a superuser can do to history, whose triggers stand in the way of everybody else.</summary>
    protected async Task TamperAsync(string sql)
    {
        await using var connection = await Database.ConnectAsync(Superuser);
        await connection.RunSqlAsync("""
            do $$ declare t record; begin
              for t in select evtname from pg_event_trigger where evtname like 'guard\_%' loop
                execute format('alter event trigger %I disable', t.evtname);
              end loop;
              for t in select tgrelid::regclass as on_table, tgname from pg_trigger where not tgisinternal and tgrelid::regclass::text ~ '^(history|agency|guard)\.' and tgparentid = 0 loop
                execute format('alter table %s disable trigger %I', t.on_table, t.tgname);
              end loop;
            end $$
            """);
        await connection.RunSqlAsync(sql);
    }
}
