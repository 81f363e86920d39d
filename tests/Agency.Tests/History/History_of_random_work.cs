using System.Globalization;
using Npgsql;
using Xunit.Abstractions;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

/// <summary>Six hundred random transactions by five writers at once: adding, changing, removing, restoring, purging, giving up half way. After each batch the
/// tables must be what history says, every earlier moment must read as the copy taken then, and the seals must hold.</summary>
public sealed class History_of_random_work(ITestOutputHelper output) : AgencyTest
{
    const int Seed = 20260111, Batches = 12, Writers = 5, EachWrites = 10;

    static readonly string[] s_tables = ["people", "companies", "talents", "deals", "commissions"];

    /// <summary>Many, since nobody decides more than thirty times a minute.</summary>
    static readonly Guid[] s_approvers = [.. Enumerable.Range(1, 12).Select(n => new Guid($"0197f000-0000-7000-8000-0000000000{n + 192:x2}"))];

    readonly List<(string Moment, string Image)> _copies = [];

    protected override async Task ArrangeAsync()
    {
        foreach (var approver in s_approvers)
            await Agency.AddApproverAsync(approver, $"Approver {approver}");
        await Database.AskAsync("insert into guard.drills (passed, at) values (true, 'infinity')", Sql.Superuser);
        for (var n = 0; n < 6; n++)
            await Agency.AddDealAsync(await Agency.AddTalentAsync($"Talent {n}"), $"Deal {n}");
    }

    [Fact]
    public async Task Agrees_with_the_tables_at_every_moment_and_verifies()
    {
        var done = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var batch = 0; batch < Batches; batch++)
        {
            var number = batch;
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                await using var random = new RandomWriter(await Database.ConnectAsync(), new Random(Seed + (number * 100) + writer));
                for (var n = 0; n < EachWrites; n++)
                {
                    var what = await random.WriteAsync();
                    lock (done)
                        done[what] = done.GetValueOrDefault(what) + 1;
                }
            })));
            await CheckAsync();
        }

        output.WriteLine(string.Join('\n', done.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Value,4} × {d.Key}")));
        Assert.True(done.Values.Sum() >= 500);
        foreach (var kind in new[] { "insert", "update", "savepoint", "rollback", "trash: succeeded", "restore: succeeded", "purge: succeeded" })
            Assert.True(done.GetValueOrDefault(kind) > 0, $"no {kind} in {string.Join(", ", done)}");
    }

    async Task CheckAsync()
    {
        var moment = await Database.AskAsync<string>("select clock_timestamp()::text");
        var image = await ImageAsync("agency.{0} t");
        Assert.Equal(image, await ImageAsync(Replayed));

        _copies.Add((moment, image));
        foreach (var (at, copy) in _copies)
            Assert.Equal(copy, await ImageAsync($"history.as_of(null::agency.{{0}}, '{at}') t"));

        while (await Database.AskAsync("select history.seal()", Sql.App) is not null)
        {
            // One block after the other.
        }
        Assert.Equal("", await Database.AskAsync<string>("select coalesce(string_agg(v::text, E'\\n'), '') from history.verify() v where v.severity not in ('counted', 'note')"));
    }

    /// <summary>Every row's last image, folded from the beginning by nothing but the order of its changes.</summary>
    const string Replayed = """
        (select r.* from (
           select distinct on (history.row_id(c.image, p.key_columns)) c.action, c.image from history.changes c join guard.protected p on p.id = c.table_id
            where p.table_name = 'agency.{0}' order by history.row_id(c.image, p.key_columns), c.seq desc) l
          cross join lateral jsonb_populate_record(null::agency.{0}, l.image) r where l.action <> 'D') t
        """;

    Task<string> ImageAsync(string from) => Database.AskAsync<string>(string.Join("\nunion all ", s_tables.Select(t =>
        $"select '{t} ' || count(*) || ' ' || coalesce(md5(string_agg(to_jsonb(t)::text, ',' order by t.id)), '-') as line from {string.Format(CultureInfo.InvariantCulture, from, t)}"))
        is var lines ? $"select string_agg(line, E'\\n' order by line) from ({lines}) l" : "");

    /// <summary>Somebody with the application's rights who does this and that, in one transaction each.</summary>
    sealed class RandomWriter(NpgsqlConnection connection, Random random) : IAsyncDisposable
    {
        /// <summary>Answers what it did, or which rule kept it from it.</summary>
        public async Task<string> WriteAsync()
        {
            var (what, sql) = random.Next(12) switch
            {
                0 or 1 => ("insert", $"{NewTalent}; {NewDeal}; {NewDeal}; {NewCommission}"),
                2 or 3 => ("update", $"{Edit("talents", "bio")}; {Edit("deals", "notes")}; {Edit("deals", "notes")}"),
                4 => ("update", $"update agency.commissions set amount_minor = amount_minor + 1 where id in (select id from agency.commissions order by id limit 30); select pg_sleep({Nap}); {Edit("talents", "tier")}"),
                5 => ("savepoint", $"{Edit("talents", "bio")}; savepoint a; {NewTalent}; {Edit("deals", "notes")}; rollback to a; {Edit("deals", "lost_reason")}"),
                6 => ("savepoint", $"savepoint a; {NewDeal}; rollback to a; savepoint b; {NewDeal}; release b; {Edit("deals", "notes")}"),
                7 => ("rollback", $"{NewTalent}; {NewDeal}; {Edit("talents", "bio")}"),
                8 or 9 => ("trash", Request("talent.removed", "'trash'", "deleted_at is null", "")),
                10 => ("restore", Request("trash.restored", "'update'", "deleted_at is not null", ", 'patch', jsonb_build_object('deleted_at', null)")),
                _ => ("purge", Request("trash.purged", "'delete'", "deleted_at is not null", "")),
            };
            try
            {
                await connection.RunSqlAsync("begin");
                var state = "";
                // One statement after the other, so that each has its own snapshot, and its own commit of savepoints.
                foreach (var statement in sql.Split("; "))
                    state = await connection.AskSqlAsync(statement);
                await connection.RunSqlAsync(what == "rollback" ? "rollback" : "commit");
                return what is "trash" or "restore" or "purge" ? $"{what}: {state ?? "nothing there"}" : what;
            }
            catch (PostgresException e) when (e.SqlState is "AG002" or "AG003" or "AG005" or "AG008" or "AG009" or "40P01" or "23503" or "23505")
            {
                await connection.RunSqlAsync("rollback");
                return $"{what}: {e.SqlState}";
            }
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        string Nap => (random.Next(60) / 1000m).ToString(CultureInfo.InvariantCulture);

        string NewTalent => $"insert into agency.talents (id, stage_name, niches) values (gen_random_uuid(), 'T' || gen_random_uuid(), array['a', 'b \"{random.Next(100)}'])";

        static string Some(string table, string where = "deleted_at is null") => $"(select id from agency.{table} where {where} order by random() limit 1)";

        static string NewDeal => $"insert into agency.deals (id, title, talent_id, fx_to_base) select gen_random_uuid(), 'Deal', id, random()::numeric + 0.1 from agency.talents where id = {Some("talents")}";

        static string NewCommission => $"insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency) select gen_random_uuid(), id, 2000, 1000, 200, 'GBP' from agency.deals where id = {Some("deals")}";

        string Edit(string table, string column) =>
            $"update agency.{table} set {column} = '{random.Next(1_000_000)}' where id in (select id from agency.{table} where deleted_at is null order by id offset {random.Next(5)} limit {1 + random.Next(8)})";

        /// <summary>Ann asks, somebody approves (and somebody else a purge), and it is applied: on a talent and all that hangs on it, children first (last where they come back).</summary>
        string Request(string operation, string action, string where, string patch)
        {
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            var first = random.Next(s_approvers.Length);
            var (one, other) = (s_approvers[first], s_approvers[(first + 1) % s_approvers.Length]);
            var talent = $"with t as materialized (select {Some("talents", where)} as id), rows as (" +
                $"select 1 as n, 'agency.commissions' as t, c.id from agency.commissions c join agency.deals d on d.id = c.deal_id where d.talent_id = (select id from t) and c.{where}" +
                $" union all select 2, 'agency.deals', d.id from agency.deals d where d.talent_id = (select id from t) and d.{where}" +
                " union all select 3, 'agency.talents', t.id from t where t.id is not null)";
            var order = action == "'update'" ? "n desc" : "n";
            return $"{talent} select guard.plan('{id}', '{operation}', 'Random', '{{}}', '{{}}', (select jsonb_agg(jsonb_build_object('table', t, 'row_id', id, 'action', {action}{patch}) order by {order}, id) from rows), '{Ann}') where exists (select from rows)" +
                $"; select guard.submit(id, '{Ann}', 'Because.', plan_hash) from guard.requests where id = '{id}'" +
                $"; select guard.vote(id, '{one}', 'approve', plan_hash, p_rows => row_count) from guard.requests where id = '{id}' and state = 'pending'" +
                $"; select guard.vote(id, '{other}', 'approve', plan_hash, p_rows => row_count) from guard.requests where id = '{id}' and state = 'pending'" +
                $"; commit; begin; select guard.apply(id, '{Cal}') from guard.requests where id = '{id}' and state = 'approved'";
        }
    }
}
