using Agency.Data;

namespace Agency.Tests.Data;

/// <summary>A database that was at work with history as 002 made it, before one image per change and before the guard had a role of its own.</summary>
public sealed class Upgrading_the_history(OnePostgres postgres) : IClassFixture<OnePostgres>, IAsyncLifetime
{
    static int s_number;
    readonly string _name = $"upgraded_{Interlocked.Increment(ref s_number)}";

    const string Work = """
        insert into agency.people (id, display_name) values ('0197f000-0000-7000-8000-00000000000a', 'Ann'), ('0197f000-0000-7000-8000-00000000000c', 'Cal');
        insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '0197f000-0000-7000-8000-00000000000a', 'admin'), (gen_random_uuid(), '0197f000-0000-7000-8000-00000000000c', 'approver');
        insert into agency.talents (id, stage_name) values ('0197f000-0000-7000-8000-000000000001', 'Aria'), ('0197f000-0000-7000-8000-000000000002', 'Bo');
        """;

    /// <summary>Ann's request to move Bo to the trash, up to Cal's vote and its applying.</summary>
    const string Removal = """
        select guard.plan('0197f000-0000-7000-8000-0000000000f1', 'talent.removed', 'Remove Bo', '{}', '{}',
          '[{"table": "agency.talents", "row_id": "0197f000-0000-7000-8000-000000000002", "action": "trash"}]', '0197f000-0000-7000-8000-00000000000a');
        select guard.submit(id, requested_by, 'Left.', plan_hash) from guard.requests;
        select guard.vote(id, '0197f000-0000-7000-8000-00000000000c', 'approve', plan_hash) from guard.requests;
        """;

    string _before = "";

    public async Task InitializeAsync()
    {
        await Migrator.PrepareAsync(As("postgres"), _name, CancellationToken.None);
        await MigrateAsync(Migration.Shipped().Where(m => m.Number <= 4));
        await AskAsync(Work);
        await AskAsync("update agency.talents set bio = 'Singer' where stage_name = 'Aria'");
        await AskAsync(Removal);
        await AskAsync("select guard.apply(id, '0197f000-0000-7000-8000-00000000000c') from guard.requests");
        _before = await LogAsync("history.changes c join history.commits m on m.id = c.commit_id");
        await MigrateAsync(Migration.Shipped());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Keeps_every_change_with_both_its_sides_and_who_made_it()
    {
        Assert.Contains("talent.removed", _before, StringComparison.Ordinal);
        Assert.Equal(_before, await LogAsync("history.log c join history.commits m on m.id = c.commit_id and c.at = m.at"));
    }

    [Fact]
    public async Task Leads_from_an_applied_request_to_its_commit() =>
        Assert.Equal("talent.removed", await AskAsync("select m.intent from guard.requests r join history.commits m on m.id = r.commit_id and m.request_id = r.id"));

    [Fact]
    public async Task Goes_on_recording_behind_what_was_there()
    {
        await AskAsync("update agency.talents set bio = 'Actor' where stage_name = 'Aria'");

        Assert.Equal("Singer → Actor", await AskAsync("select before ->> 'bio' || ' → ' || (after ->> 'bio') from history.log where table_name = 'agency.talents' order by seq desc limit 1"));
    }

    [Fact]
    public async Task Takes_the_guard_out_of_the_owners_hands()
    {
        Assert.Equal("agency_guard", await AskAsync("""
            select string_agg(distinct pg_get_userbyid(owner), ' ') from (
              select relowner as owner from pg_class where relnamespace in ('history'::regnamespace, 'guard'::regnamespace)
              union select proowner from pg_proc where pronamespace in ('history'::regnamespace, 'guard'::regnamespace)) o
            """));
        Assert.Equal("0", await AskAsync("select count(*) from guard.unprotected()"));
    }

    Task<string> LogAsync(string from) => AskAsync($"""
        select string_agg(concat_ws('|', c.seq, c.table_name, c.row_id, c.action, c.before, c.after, m.at, m.actor_name, m.intent, m.reason, m.request_id), E'\n' order by c.seq) from {from} where c.table_name not in ('agency.policies', 'agency.invoice_series')
        """);

    string As(string database) => postgres.Cluster.ConnectionString(database, PrivatePostgres.Superuser);

    Task<int> MigrateAsync(IEnumerable<Migration> migrations) => new Migrator([.. migrations]).MigrateAsync(As(_name), CancellationToken.None);

    async Task<string> AskAsync(string sql) => await TemporaryHome.AskAsync(postgres.Cluster, sql, _name) ?? "";
}
