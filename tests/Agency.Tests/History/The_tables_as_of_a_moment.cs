using Npgsql;
using static Agency.Tests.Sql;

namespace Agency.Tests.History;

public sealed class The_tables_as_of_a_moment : AgencyTest
{
    static readonly string[] s_tables = ["talents", "deals"];

    protected override Task ArrangeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Are_what_a_snapshot_taken_then_saw_while_long_transactions_went_on()
    {
        await Database.AskAsync("alter table agency.deals disable trigger guard_delete", Superuser);
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 4).Select(n => WriteAsync(n, over.Token)).Append(SealAsync(over.Token)).ToArray();
        var copies = new List<Copy>();
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(90));
            copies.Add(await CopyAsync());
        }
        await over.CancelAsync();
        await Task.WhenAll(writers);

        var (compared, straddled, byClock) = (0, 0, 0);
        await using var connection = await Database.ConnectAsync();
        await connection.RunSqlAsync("set timezone = 'UTC'");
        foreach (var copy in copies)
        {
            // Commit times may be out of order by microseconds: only where a moment parts what was seen from what was not, is it one to ask for.
            if (await connection.AskSqlAsync($"select max(history.commit_time(id, at)) filter (where seen) < min(history.commit_time(id, at)) filter (where not seen) from (select c.*, {copy.Saw("id")} as seen from history.commits c) c") != "True")
                continue;
            var moment = await connection.AskSqlAsync($"select max(history.commit_time(id, at))::text from history.commits where {copy.Saw("id")}");
            await connection.RunSqlAsync($"set history.moment = '{moment}'");
            foreach (var table in s_tables)
            {
                Assert.Equal(copy.Tables[table], await RowsAsync(connection, $"history.as_of(null::agency.{table}, '{moment}')"));
                Assert.Equal(copy.Tables[table], await RowsAsync(connection, $"past.{table}"));
                Assert.Equal(copy.Tables[table], await RowsAsync(connection, $"past.all_{table}"));
            }
            compared++;
            straddled += await connection.AskSqlAsync($"select history.straddlers('{moment}') <> '{{}}'") == "True" ? 1 : 0;
            byClock += await connection.AskSqlAsync($"select exists (select from history.commits where at <= '{moment}' and not {copy.Saw("id")})") == "True" ? 1 : 0;
        }
        Assert.True(compared >= 8, $"Only {compared} moments could be compared.");
        Assert.True(straddled >= 5 && byClock >= 5, "Hardly any transaction went on over a moment.");
    }

    [Fact]
    public async Task Are_those_of_now_where_no_moment_is_said()
    {
        var aria = await Agency.AddTalentAsync("Aria");
        await Agency.AddDealAsync(aria, "Summer campaign");
        await using var connection = await Database.ConnectAsync();

        foreach (var table in s_tables)
        {
            Assert.Equal(await RowsAsync(connection, $"agency.{table}"), await RowsAsync(connection, $"past.{table}"));
            Assert.Equal(await RowsAsync(connection, $"agency.{table}"), await RowsAsync(connection, $"past.all_{table}"));
        }
    }

    [Fact]
    public async Task Come_from_history_alone_when_a_superuser_has_emptied_a_table_unseen()
    {
        await Agency.AddTalentAsync("Aria");
        await using var connection = await Database.ConnectAsync(Superuser);
        var (then, moment) = (await RowsAsync(connection, "agency.talents"), await connection.AskSqlAsync("select clock_timestamp()::text"));

        await connection.RunSqlAsync("alter table agency.talents disable trigger all; delete from agency.talents; alter table agency.talents enable always trigger history_record");

        Assert.Equal(then, await RowsAsync(connection, $"history.as_of(null::agency.talents, '{moment}')"));
        Assert.NotEqual("", then);
    }

    [Fact]
    public async Task Follow_the_columns_once_the_views_are_made_again()
    {
        var id = await Agency.AddTalentAsync("Aria");
        await using var connection = await Database.ConnectAsync(Superuser);
        var moment = await connection.AskSqlAsync("select clock_timestamp()::text");
        await connection.RunSqlAsync("alter table agency.talents add agent_note text; update agency.talents set agent_note = 'new'; set role agency_guard; select history.make_past_view('agency.talents'); reset role");

        Assert.Equal("new", await connection.AskSqlAsync($"select agent_note from past.talents where id = '{id}'"));
        await connection.RunSqlAsync($"set history.moment = '{moment}'");
        Assert.Equal("", await connection.AskSqlAsync($"select agent_note from past.talents where id = '{id}'"));
        Assert.Equal("Aria", await connection.AskSqlAsync("select stage_name from past.all_talents"));
    }

    async Task<Copy> CopyAsync()
    {
        await using var connection = await Database.ConnectAsync();
        await connection.RunSqlAsync("set timezone = 'UTC'; begin isolation level repeatable read");
        var snapshot = await connection.AskSqlAsync("select pg_current_snapshot()::text");
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in s_tables)
            tables[table] = await RowsAsync(connection, "agency." + table);
        await connection.RunSqlAsync("commit");
        return new Copy(snapshot!, tables);
    }

    static async Task<string> RowsAsync(NpgsqlConnection connection, string rows) => (await connection.AskSqlAsync($"select coalesce(string_agg(to_jsonb(t)::text, E'\\n' order by id), '') from {rows} t"))!;

    /// <summary>Transactions of a few statements each: short and long ones, with savepoints, some rolled back.</summary>
    async Task WriteAsync(int writer, CancellationToken over)
    {
        var random = new Random(writer);
        await using var connection = await Database.ConnectAsync(Superuser);
        var talent = await connection.AskSqlAsync($"insert into agency.talents (id, stage_name) values (gen_random_uuid(), 'Talent {writer}') returning id");
        while (!over.IsCancellationRequested)
        {
            await connection.RunSqlAsync("begin");
            for (var statements = random.Next(1, 6); statements > 0; statements--)
            {
                await connection.RunSqlAsync(random.Next(5) switch
                {
                    0 or 1 => $"insert into agency.deals (id, title, talent_id) values (gen_random_uuid(), 'Deal {random.Next()}', '{talent}')",
                    2 => $"update agency.deals set gross_minor = {random.Next()} where id = (select id from agency.deals where talent_id = '{talent}' order by random() limit 1)",
                    3 => $"delete from agency.deals where id = (select id from agency.deals where talent_id = '{talent}' order by random() limit 1)",
                    _ => $"savepoint s; update agency.talents set bio = '{random.Next()}' where id = '{talent}'; {(random.Next(2) == 0 ? "rollback to s" : "release s")}",
                });
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(8) == 0 ? 150 : random.Next(15)), CancellationToken.None);
            }
            await connection.RunSqlAsync(random.Next(10) == 0 ? "rollback" : "commit");
        }
    }

    async Task SealAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Database.AskAsync("select history.seal()");
            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
        }
    }

    sealed record Copy(string Snapshot, Dictionary<string, string> Tables)
    {
        public string Saw(string commit) => $"pg_visible_in_snapshot(({commit} & 281474976710655)::text::xid8, '{Snapshot}'::pg_snapshot)";
    }
}
