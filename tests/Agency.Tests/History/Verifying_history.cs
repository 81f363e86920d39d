using Agency.History;

namespace Agency.Tests.History;

public sealed class Verifying_history : SealedAgency
{
    const string NewestChange = "(select max(seq) from history.changes)", FirstChange = "(select min(seq) from history.changes)";
    const string MiddleChange = "(select c.seq from history.changes c join guard.protected p on p.id = c.table_id where p.table_name = 'agency.deals' order by c.seq limit 1)";

    /// <summary>How somebody tampers, the words that say so, and what is named: b block, c commit, s change, r row.</summary>
    public static TheoryData<string, string, string> Ways() => new()
    {
        { $$"""update history.changes set image = jsonb_set(image, '{gross_minor}', '1') where seq = {{MiddleChange}}""", "This change is not as it was sealed", "bcsr" },
        { $$"""update history.changes set image = jsonb_set(image, '{legal_name}', '"Nobody"') where seq = {{NewestChange}}""", "A personal value of this change is not as it was sealed", "bcsr" },
        { $"update history.changes set action = 'D' where seq = {MiddleChange}", "This change is not as it was sealed", "bcsr" },
        { $"update history.changes set row_key = row_key + 1 where seq = {MiddleChange}", "This change is not as it was sealed", "bcsr" },
        { $"update history.changes set table_id = (select id from guard.protected where table_name = 'agency.payouts') where seq = {MiddleChange}", "This change is not as it was sealed", "bcsr" },
        { $"update history.changes set at = at + interval '1 second' where seq = {MiddleChange}", "moved to another time", "bcsr" },
        { $"update history.changes set at = at + interval '1 month' where seq = {MiddleChange}", "moved to another time", "bcsr" },
        { $"update history.changes set commit_id = (select max(id) from history.commits) where seq = {MiddleChange}", "missing", "bc" },
        { $"update history.changes set seq = 2 * {FirstChange} + 1 - seq where seq in ({FirstChange}, {FirstChange} + 1)", "This change is not as it was sealed", "bcsr" },
        { $"delete from history.changes where seq = {FirstChange}", "missing", "bc" },
        { $"delete from history.changes where seq = {MiddleChange}", "missing", "bc" },
        { $"delete from history.changes where seq = {NewestChange}", "missing", "bc" },
        { "truncate history.changes", "missing", "bc" },
        { "delete from history.changes where commit_id = (select min(id) from history.commits); delete from history.commits where id = (select min(id) from history.commits)", "This commit is missing", "bc" },
        { "delete from history.commits where id = (select max(id) from history.commits)", "This commit is missing", "bc" },
        { "update history.commits set actor_name = 'Somebody else' where id = (select max(id) from history.commits)", "The actor, detail or reason", "bc" },
        { "update history.commits set reason = 'It was agreed' where id = (select max(id) from history.commits)", "The actor, detail or reason", "bc" },
        { "update history.commits set actor_id = gen_random_uuid() where id = (select max(id) from history.commits)", "This commit, or its commit time", "bc" },
        { "update history.commits set intent = 'deal.signed' where id = (select max(id) from history.commits)", "This commit, or its commit time", "bc" },
        { "update history.commits set at = at - interval '1 ms' where id = (select max(id) from history.commits)", "moved to another time", "bcsr" },
        { "insert into history.changes (seq, at, commit_id, row_key, table_id, action, image) select nextval('history.change_seq'), at, commit_id, row_key, table_id, 'U', image from history.changes order by seq limit 1", "This change was put in", "bcsr" },
        { "insert into history.commits (id, at, actor_name, source, intent, db_user) select id - 1, at, actor_name, source, intent, db_user from history.commits where id = (select max(id) from history.commits)", "This commit was put in", "bc" },
        { "insert into history.commits (id, actor_name, source, intent, db_user) values (history.commit_id() + 1000000, 'Ann', 'console', 'deal.signed', 'agency_app')", "its number has not been reached", "c" },
        { "insert into history.commits (id, actor_name, source, intent, db_user) values (9::bigint << 48 | 7, 'Ann', 'console', 'deal.signed', 'agency_app')", "its number has not been reached", "c" },
        { "insert into history.changes (commit_id, row_key, table_id, action, image) select history.commit_id(), row_key, table_id, 'U', image from history.changes order by seq limit 1", "This change belongs to no commit", "csr" },
        { "update history.sealed set committed_at = committed_at - interval '1 hour' where commit_id = (select max(id) from history.commits)", "its commit time", "bc" },
        { "update history.sealed set leaves = '' where commit_id = (select max(id) from history.commits)", "put in", "bcsr" },
        { "update history.sealed set salt = null where commit_id = (select max(id) from history.commits)", "not by an erasure", "bc" },
        { "update history.sealed set block_id = 1 where commit_id = (select max(id) from history.commits)", "The seals of this block", "b" },
        { "delete from history.sealed where commit_id = (select max(id) from history.commits)", "its seal was removed", "bcs" },
        { $"update history.personal set salt = null where seq = {NewestChange}", "This change was emptied, not by an erasure", "bcsr" },
        { $"delete from history.personal where seq = {NewestChange}", "This change is not as it was sealed", "bcsr" },
        { "delete from history.touched where commit_id = (select max(id) from history.commits)", "The list of commits that touched this table", "c" },
        { "update history.blocks set sealed_at = sealed_at - interval '1 day' where id = 2", "The digest of this block", "b" },
        { "delete from history.blocks where id = 2", "The block before this one is missing", "b" },
        { "update history.blocks set previous = '\\x00' where id = 2; update history.blocks b set digest = history.block_digest(b) where id = 2", "does not follow", "b" },
        { "update agency.deals set gross_minor = 1 where title = 'Summer campaign'", "This row is not as its last change left it", "csr" },
        { "delete from agency.deals where title = 'Summer campaign'", "This row is gone, and history does not say so", "csr" },
        { "insert into agency.talents (id, stage_name) values (gen_random_uuid(), 'Nobody')", "History does not know this row", "r" },
        { "delete from guard.protected where table_name = 'agency.deals'", "not on the list of protected tables", "c" },
    };

    [Fact]
    public async Task Finds_nothing_where_nobody_tampered()
    {
        var report = await VerifyAsync(withFile: true);

        Assert.Empty(report.Findings);
        Assert.Equal(await Database.AskAsync<long>("select count(*) from history.blocks"), report.Blocks);
        Assert.Equal(await Database.AskAsync<long>("select count(*) from history.commits"), report.Commits);
        Assert.Equal(await Database.AskAsync<long>("select count(*) from history.changes"), report.Changes);
        Assert.Equal(report.Blocks, report.Digests);
        // Twelve, and the policies and series of invoices that the schema comes with.
        Assert.Equal(12 + 18, report.Rows);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Names_what_a_superuser_tampered_with(string tampering, string what, string named)
    {
        await TamperAsync(tampering);

        var report = await VerifyAsync();

        var found = report.Findings.FirstOrDefault(f => f.Tampered && f.What.Contains(what, StringComparison.Ordinal));
        Assert.True(found is not null, string.Join('\n', report.Findings));
        Assert.Equal(named, string.Concat(Names(found)));
        Assert.NotNull(report.First);
    }

    [Fact]
    public async Task Knows_a_row_again_whatever_its_session_had_set_and_whatever_columns_came_and_went()
    {
        await using (var connection = await Database.ConnectAsync())
            await connection.RunSqlAsync("set timezone = 'Asia/Tokyo'; set datestyle = 'German'; update agency.deals set next_action_at = now(), gross_minor = 5 where title = 'Summer campaign'");
        await TamperAsync("drop view past.deals, past.all_deals; alter table agency.deals drop column notes, add column mood text not null default 'fine'");

        Assert.DoesNotContain((await VerifyAsync()).Findings, f => f.Tampered);
    }

    [Fact]
    public async Task Says_which_commits_no_block_holds_yet()
    {
        await Agency.AddTalentAsync("Bo");

        var note = Assert.Single((await VerifyAsync()).Findings);
        Assert.False(note.Tampered);
        Assert.Equal("1 commits are not sealed yet", note.What);
    }

    static IEnumerable<char> Names(Finding f)
    {
        if (f.Block is not null)
            yield return 'b';
        if (f.Commit is not null)
            yield return 'c';
        if (f.Seq is not null)
            yield return 's';
        if (f.RowId is not null)
            yield return 'r';
    }
}
