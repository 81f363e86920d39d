using Agency.Approvals;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Agency.Recovery;

/// <summary>A person's doors to plans and requests where no web console runs: a command at the server acts as somebody it names.</summary>
public sealed class ActingPerson : IAsyncDisposable
{
    readonly NpgsqlDataSource _source;
    readonly Somebody _somebody;

    ActingPerson(NpgsqlDataSource source, Guid id, string name)
    {
        (_source, Id, Name) = (source, id, name);
        var contexts = new PooledDbContextFactory<AgencyDb>(new DbContextOptionsBuilder<AgencyDb>().UseNpgsql(source).Options);
        var pasts = new PooledDbContextFactory<PastDb>(new DbContextOptionsBuilder<PastDb>().UseNpgsql(source).Options);
        _somebody = new Somebody(id);
        var store = new AgencyStore(contexts, pasts, _somebody, TimeProvider.System);
        (Approvals, Inbox) = (new ApprovalService(store), new Inbox(store, _somebody));
    }

    public Guid Id { get; }
    public string Name { get; }
    public ApprovalService Approvals { get; }
    public Inbox Inbox { get; }

    /// <summary>The active person of this name or e-mail address.</summary>
    /// <param name="appConnectionString">Logs in as agency_app.</param>
    /// <param name="nameOrEmail">As the console shows it; case does not matter.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="StartUpException">There is none, or more than one.</exception>
    public static async Task<ActingPerson> FindAsync(string appConnectionString, string nameOrEmail, CancellationToken ct)
    {
        var source = NpgsqlDataSource.Create(appConnectionString);
        try
        {
            await using var command = source.CreateCommand("""
                select id, display_name from agency.people
                 where status = 'active' and deleted_at is null and (lower(display_name) = lower($1) or exists (select from unnest(emails) e where lower(e) = lower($1))) limit 2
                """);
            command.Parameters.Add(new() { Value = nameOrEmail });
            List<(Guid Id, string Name)> found = [];
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                    found.Add((reader.GetGuid(0), reader.GetString(1)));
            }
            return found is [var one] ? new ActingPerson(source, one.Id, one.Name)
                : throw new StartUpException(found.Count == 0 ? $"Nobody active is called {nameOrEmail}" : $"Several people are called {nameOrEmail}; give the e-mail address");
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs the person in at the server, for ten minutes, so that they can decide there.</summary>
    /// <param name="adminConnectionString">Logs in as the server's administrator.</param>
    /// <param name="ct">Stops it.</param>
    public async Task SignInAsync(string adminConnectionString, CancellationToken ct)
    {
        await using var server = await Database.OpenAsync(adminConnectionString, ct);
        await using var command = new NpgsqlCommand("select guard.start_session($1, null, 'server', now(), now() + interval '10 minutes')", server) { Parameters = { new() { Value = Id } } };
        _somebody.Session = (Guid)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The names of every table under history and guard, with their schema.</summary>
    public async Task<IReadOnlyList<string>> ProtectedTablesAsync(CancellationToken ct)
    {
        await using var command = _source.CreateCommand("select table_name from guard.protected where unprotected_at is null order by table_name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> names = [];
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    sealed class Somebody(Guid id) : CurrentPerson
    {
        public Guid? Session { get; set; }

        public override ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => ValueTask.FromResult(Session);

        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(id);
    }
}
