using Agency.Tests;

namespace Agency.Import;

public sealed class Importing_another_applications_database : IAsyncLifetime
{
    TestDatabase _agency = null!;

    public async Task InitializeAsync() => _agency = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _agency.DisposeAsync();

    [Fact]
    public async Task Brings_every_row_of_the_incident_file()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);

        var report = await other.ImportAsync(_agency);

        Assert.Equal("User 25, Brand 15, Talent 23, Deal 57, Commission 43, Payout 17", string.Join(", ", report.Tables.Select(t => $"{t.Table} {t.New}")));
        Assert.Empty(report.Problems);
        Assert.Equal("25 15 23 57 43 17 2", await CountsAsync());
        // Money, rates and dates as a second computation by the database says they should be.
        Assert.Equal(0L, await _agency.AskAsync("""
            select count(*) from agency.imported_rows i join agency.deals d on d.id = i.row_id
             where (d.title, d.gross_minor, d.signed_on, d.expected_close, d.created_at) is distinct from
                   (i.source_row ->> 'campaignName', ((i.source_row ->> 'value')::numeric * 100)::bigint, (i.source_row ->> 'signedAt')::date,
                    (i.source_row ->> 'expectedClose')::date, (i.source_row ->> 'createdAt')::timestamp at time zone 'UTC')
            """));
        Assert.Equal(0L, await _agency.AskAsync("select count(*) from agency.deals d join agency.talents t on t.id = d.talent_id where d.brand_id is null or d.commission_bps <> t.default_commission_bps"));
        Assert.Equal(0L, await _agency.AskAsync("select count(*) from agency.payouts where paid_at is null or state <> 'paid'"));
        Assert.Equal(0L, await _agency.AskAsync("select count(*) from agency.commissions c join agency.deals d on d.id = c.deal_id where c.currency <> d.currency or c.basis_minor <> d.gross_minor"));
    }

    [Fact]
    public async Task Changes_nothing_the_second_time()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);
        await other.ImportAsync(_agency);
        var before = await FingerprintAsync();

        var again = await other.ImportAsync(_agency);

        Assert.Equal(0, again.New);
        Assert.All(again.Tables, t => Assert.Equal(t.Read, t.AlreadyHere));
        Assert.Empty(again.Problems);
        Assert.Equal(before, await FingerprintAsync());
    }

    [Fact]
    public async Task Brings_only_what_is_new_later()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);
        await other.ImportAsync(_agency);
        await other.RunAsync("""
            insert into "Deal" ("id", "talentId", "brandName", "stage", "value", "currency", "createdAt", "updatedAt")
              select 'later', "id", 'KINTO coffee', 'NEGOTIATION', 1234, 'JPY', now(), now() from "Talent" where "name" = 'Aria Sato';
            insert into "Commission" select 'later', 'later', "id", 185, 15, 'PENDING', now() from "Talent" where "name" = 'Aria Sato'
            """);

        var later = await other.ImportAsync(_agency);

        Assert.Equal(2, later.New);
        Assert.Empty(later.Notes);
        Assert.Equal("Deal with KINTO coffee|Aria Sato|Kinto Coffee|negotiating|1234|1500|185", await _agency.AskAsync("""
            select concat_ws('|', d.title, t.stage_name, b.trade_name, d.stage, d.gross_minor, d.commission_bps, c.amount_minor)
              from agency.deals d join agency.talents t on t.id = d.talent_id join agency.companies b on b.id = d.brand_id join agency.commissions c on c.deal_id = d.id
             where d.currency = 'JPY'
            """));
    }

    [Fact]
    public async Task Leaves_alone_what_has_changed_there_and_says_what()
    {
        await using var other = await OtherApplication.WithOneTalentAsync(_agency);
        await other.ImportAsync(_agency);
        await other.RunAsync("""update "Deal" set "value" = 150, "stage" = 'LOST'; alter table "User" add "phone" text""");

        var later = await other.ImportAsync(_agency);

        var change = Assert.Single(later.Changes);
        Assert.Equal(("Deal", "d1", "stage: \"COMPLETED\" → \"LOST\"; value: \"100\" → \"150\""), (change.Table, change.Id, change.What));
        Assert.Equal(1, later.Tables.Single(t => t.Table == "Deal").ChangedThere);
        Assert.Equal(1, later.Tables.Single(t => t.Table == "User").AlreadyHere);
        Assert.Equal(10000L, await _agency.AskAsync("select gross_minor from agency.deals"));
    }

    [Fact]
    public async Task Makes_one_commit_in_history()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);
        var before = await _agency.AskAsync("select count(*) from history.commits");

        await other.ImportAsync(_agency);

        Assert.Equal((long)before! + 1, await _agency.AskAsync("select count(*) from history.commits"));
        Assert.Equal("import|data.imported|Ann|agency_app|57|362", await _agency.AskAsync("""
            select concat_ws('|', source, intent, actor_name, db_user, detail -> 'new' ->> 'Deal', (select count(*) from history.changes where commit_id = id))
              from history.commits order by id desc limit 1
            """));
    }

    [Fact]
    public async Task Dry_run_writes_nothing()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);
        var before = await FingerprintAsync();

        var rehearsal = await other.ImportAsync(_agency, dryRun: true);

        Assert.Equal(before, await FingerprintAsync());
        var real = await other.ImportAsync(_agency);
        Assert.Equal(real.Tables, rehearsal.Tables);
        Assert.True(rehearsal.DryRun);
    }

    [Fact]
    public async Task Never_writes_to_the_other_database()
    {
        await using var other = await OtherApplication.WithOneTalentAsync(_agency);
        await other.RunAsync($"alter database {other.Name} set default_transaction_read_only = on");

        Assert.Equal(5, (await other.ImportAsync(_agency)).New);
    }

    [Fact]
    public async Task Happens_once_when_two_start_at_once()
    {
        await using var other = await OtherApplication.WithSampleAsync(_agency);

        var reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => other.ImportAsync(_agency)));

        Assert.Equal([0, 0, 180], reports.Select(r => r.New).Order());
        Assert.Equal("25 15 23 57 43 17 2", await CountsAsync());
    }

    [Fact]
    public async Task Leaves_in_the_trash_what_was_moved_there_and_brings_it_no_children()
    {
        await using var other = await OtherApplication.WithOneTalentAsync(_agency);
        await other.ImportAsync(_agency);
        await _agency.AskAsync("""
            insert into guard.applying (xid, request_id) values (pg_current_xact_id(), gen_random_uuid());
            update agency.commissions set deleted_at = now();
            update agency.payouts set deleted_at = now();
            update agency.deals set deleted_at = now();
            delete from guard.applying
            """, "postgres");
        await other.RunAsync("""insert into "Commission" values ('c2', 'd1', 't1', 1, 20, 'PAID', '2025-01-05')""");

        var later = await other.ImportAsync(_agency);

        Assert.Equal(new ImportProblem("Commission", "c2", "its Deal d1 is in the trash here, or was purged"), Assert.Single(later.Problems));
        Assert.Contains(later.Notes, n => n.StartsWith("1 of Deal came earlier", StringComparison.Ordinal));
        Assert.Equal(0L, await _agency.AskAsync("select count(*) from agency.deals where deleted_at is null"));
    }

    [Fact]
    public async Task Gives_deals_codes_of_their_own_beyond_the_99_999th()
    {
        await _agency.AskAsync("select setval('agency.deal_codes', 99998)", "agency_admin");
        await using var other = await OtherApplication.WithSampleAsync(_agency);

        Assert.Empty((await other.ImportAsync(_agency)).Problems);
        Assert.Equal("D-100000, D-100001, D-99999", await _agency.AskAsync("select string_agg(code, ', ' order by code) from agency.deals where code in ('D-99999', 'D-100000', 'D-100001')"));
    }

    async Task<object?> CountsAsync() => await _agency.AskAsync("""
        select concat_ws(' ', (select count(*) from agency.people), (select count(*) from agency.companies), (select count(*) from agency.talents), (select count(*) from agency.deals),
          (select count(*) from agency.commissions), (select count(*) from agency.payouts), (select count(*) from agency.role_grants))
        """);

    async Task<object?> FingerprintAsync() => await _agency.AskAsync("""
        select md5(string_agg(x, '|' order by x)) from (
          select to_jsonb(t)::text x from agency.people t union all select to_jsonb(t)::text from agency.companies t union all select to_jsonb(t)::text from agency.talents t
          union all select to_jsonb(t)::text from agency.deals t union all select to_jsonb(t)::text from agency.commissions t union all select to_jsonb(t)::text from agency.payouts t
          union all select to_jsonb(t)::text from agency.role_grants t union all select to_jsonb(t)::text from agency.imported_rows t union all select to_jsonb(t)::text from history.commits t) rows
        """);
}
