using System.Globalization;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

public sealed class What_history_records : AgencyTest
{
    Guid _aria;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
    }

    [Fact]
    public async Task Says_who_added_a_row_and_what_it_meant()
    {
        var added = Assert.Single((await LogAsync()).Changes);

        Assert.Equal(("Ann", "console", "talent.added", 'I', "Aria"), (added.ActorName, added.Source, added.Intent, added.Action, added.Label));
        Assert.Contains(new FieldChange("stage_name", null, "Aria"), added.Fields);
        Assert.Equal("""{"stage_name": "Aria"}|""" + Ann, await AskAsync($"select detail::text || '|' || actor_id from history.commits where id = {added.CommitId}"));
        Assert.Equal("agency_app", await AskAsync($"select db_user from history.commits where id = {added.CommitId}"));
    }

    [Fact]
    public async Task Keeps_the_row_before_and_after_and_shows_what_differs()
    {
        var before = await AskAsync($"select to_jsonb(t)::text from agency.talents t where id = '{_aria}'");
        var form = (await Agency.As<TalentService>(Bea).FormAsync(_aria))!;
        Done(await Agency.As<TalentService>(Bea).EditAsync(_aria, form with { StageName = "Aria Vale", Niches = "beauty, travel" }));

        var edited = (await LogAsync()).Changes[0];

        Assert.Equal(("Bea", "talent.edited", 'U'), (edited.ActorName, edited.Intent, edited.Action));
        Assert.Equal([new("niches", null, "beauty, travel"), new("stage_name", "Aria", "Aria Vale")], edited.Fields);
        Assert.Equal("t", await AskAsync($"""
            select c.before = '{before}'::jsonb and c.after = to_jsonb(t) from history.log c join agency.talents t on t.id::text = c.row_id where c.seq = {edited.Seq}
            """));
    }

    [Fact]
    public async Task Names_the_sessions_user_where_nobody_said_who()
    {
        await Database.AskAsync("update agency.talents set tier = 'A'");
        await Database.AskAsync("set role agency_owner; update agency.talents set tier = 'B'", Superuser);

        Assert.Equal([("postgres", "sql", "sql"), ("agency_app", "sql", "sql")], (await LogAsync()).Changes.Take(2).Select(c => (c.ActorName, c.Source, c.Intent)));
    }

    [Fact]
    public async Task Makes_one_commit_of_a_transaction_with_many_changes()
    {
        var before = await CountAsync("commits");
        await Database.AskAsync($"""
            update agency.talents set tier = 'A';
            insert into agency.deals (id, title, talent_id) select gen_random_uuid(), 'Deal ' || n, '{_aria}' from generate_series(1, 70) n;
            update agency.deals set notes = 'x'
            """);

        Assert.Equal(before + 1, await CountAsync("commits"));
        var history = Agency.As<HistoryService>(Max);
        var commit = (await LogAsync()).Changes[0].CommitId;
        var first = await history.ChangesAsync(commit);
        var second = await history.ChangesAsync(commit, first.Before);
        var third = await history.ChangesAsync(commit, second.Before);
        Assert.Equal((50, 50, 41, null), (first.Changes.Count, second.Changes.Count, third.Changes.Count, third.Before));
        var all = first.Changes.Concat(second.Changes).Concat(third.Changes).Select(c => c.Seq).ToList();
        Assert.Equal(all.Distinct().OrderDescending(), all);
    }

    [Fact]
    public async Task Pages_through_the_log_of_a_row_newest_first()
    {
        for (var n = 0; n < 60; n++)
            await Database.AskAsync($"update agency.talents set tier = '{n}'");

        var newest = await LogAsync();
        var oldest = await LogAsync(newest.Before);

        Assert.Equal(Enumerable.Range(0, 60).Reverse().Select(n => n.ToString(CultureInfo.InvariantCulture)),
            newest.Changes.Concat(oldest.Changes).SkipLast(1).Select(c => Assert.Single(c.Fields).After));
        Assert.Equal((50, 11, null), (newest.Changes.Count, oldest.Changes.Count, oldest.Before));
    }

    [Fact]
    public async Task Keeps_nothing_of_what_was_rolled_back()
    {
        var before = (await CountAsync("commits"), await CountAsync("changes"));
        await using var connection = await Database.ConnectAsync();
        await connection.RunSqlAsync("begin; update agency.talents set tier = 'A'; rollback");
        Assert.Equal(before, (await CountAsync("commits"), await CountAsync("changes")));

        await connection.RunSqlAsync("begin; savepoint a; update agency.talents set tier = 'A'; rollback to a; update agency.talents set tier = 'B'; commit");

        Assert.Equal(new FieldChange("tier", null, "B"), Assert.Single((await LogAsync()).Changes[0].Fields));
        Assert.Equal((before.Item1 + 1, before.Item2 + 1), (await CountAsync("commits"), await CountAsync("changes")));
    }

    [Theory]
    [InlineData("update history.changes set image = '{}'"), InlineData("update history.commits set actor_name = 'Max'"), InlineData("delete from history.changes")]
    [InlineData("delete from history.commits"), InlineData("truncate history.changes"), InlineData("truncate history.commits cascade")]
    [InlineData("merge into history.commits c using (select 1) s on true when matched then delete")]
    public async Task Can_be_altered_by_nobody(string statement)
    {
        var before = (await CountAsync("commits"), await CountAsync("changes"));

        Assert.Equal("42501", await Database.RefusalAsync(statement));
        Assert.Equal("42501", await Database.RefusalAsync(statement, Owner));
        Assert.Equal("AG001", await Database.RefusalAsync("set role agency_guard; " + statement, Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync(statement, Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync("set session_replication_role = replica; " + statement, Superuser));

        Assert.Equal(before, (await CountAsync("commits"), await CountAsync("changes")));
        Assert.Equal("Ann", Assert.Single((await LogAsync()).Changes).ActorName);
    }

    [Theory, InlineData("history.commits"), InlineData("history.changes")]
    public async Task Takes_nothing_the_app_writes_by_itself(string table) =>
        Assert.Equal("42501", await Database.RefusalAsync($"insert into {table} default values"));

    [Fact]
    public async Task Carries_a_request_only_while_the_guard_applies_it()
    {
        await Database.AskAsync($"""
            select set_config('history.request_id', '{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}', true), set_config('history.actor_name', 'Cal', true);
            update agency.talents set tier = 'A'
            """);

        Assert.Null((await LogAsync()).Changes[0].RequestId);
    }

    [Fact]
    public async Task Refuses_the_change_it_cannot_record()
    {
        Assert.Equal("22P02", await Database.RefusalAsync("select set_config('history.actor_id', 'nobody', true); update agency.talents set tier = 'A'"));
        Assert.Equal("23514", await Database.RefusalAsync("select set_config('history.actor_name', 'x', true), set_config('history.source', 'moon', true); update agency.talents set tier = 'A'"));

        Assert.Single((await LogAsync()).Changes);
    }

    [Fact]
    public async Task Records_the_deal_that_a_service_adds_beside_its_talent()
    {
        var deal = await Agency.AddDealAsync(_aria, "Summer campaign");
        var log = await Agency.As<HistoryService>(Max).RowLogAsync("agency.deals", deal);
        Assert.Equal(("deal.added", "Summer campaign"), (Assert.Single(log.Changes).Intent, log.Changes[0].Label));
        Assert.Equal(deal, (await Agency.ListAsync("deals")).Rows.Single().Id);
    }

    Task<RowLog> LogAsync(long? before = null) => Agency.As<HistoryService>(Max).RowLogAsync("agency.talents", _aria, before);

    async Task<string?> AskAsync(string sql) => (await Database.AskAsync(sql, Superuser))?.ToString() switch { "True" => "t", "False" => "f", var other => other };

    Task<long> CountAsync(string table) => Database.AskAsync<long>($"select count(*) from history.{table}");
}
