using System.Text;
using Agency.Approvals;
using Agency.History;
using Agency.Import;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Import;

public sealed class Asking_for_an_import : Approvals.RemovalAgency
{
    static readonly CsvList s_talents = CsvImport.Find("talents")!;

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Database.AskAsync("insert into agency.talents (id, stage_name, country) select gen_random_uuid(), 'Many ' || n, 'GB' from generate_series(1, 101) n");
    }

    [Fact]
    public async Task Changes_nothing_until_somebody_else_approves_it_then_exactly_what_was_shown_and_can_be_undone()
    {
        var before = await Database.ImageAsync();
        var (id, page) = await AskAsync(Ann, Many(101, n => n % 2 == 0 ? "PT" : "FR") + "New one,SE\nBo,\n");

        Assert.Equal(("Change 101 talents from file.csv, with 1 new", RequestState.Pending, 102, "All of them."), (page.Card.Title, page.Card.State, page.Card.RowCount, page.Card.Reason));
        Assert.Equal([("update", 101), ("add", 1)], page.Impact.Tables.Select(t => (t.Verb, t.Rows)));
        Assert.Equal(["Cal", "Bea"], page.Approvers.OrderDescending());
        var first = page.Rows[0];
        Assert.Equal(("Many 1", "update", "country GB FR"), (first.Label, first.Action, string.Join(", ", first.Fields.Select(f => $"{f.Field} {f.Before} {f.After}"))));
        Assert.Equal(before, await Database.ImageAsync());

        Done(await As(Cal).ApproveAsync(id, new Approval(page.PlanHash, Rows: 102)));

        Assert.Equal("50 PT, 51 FR, 1 SE", await Database.AskAsync<string>("select string_agg(n || ' ' || country, ', ' order by country = 'SE', country desc) from (select country, count(*) n from agency.talents where country is not null group by 1) c"));
        Assert.Equal("FR PT", await Database.AskAsync<string>("select string_agg(country, ' ' order by country) from agency.talents where stage_name in ('Many 1', 'Many 2')"));
        Assert.Equal("creator prospect 2000 GBP", await Database.AskAsync<string>("select concat_ws(' ', type, status, default_commission_bps, payout_currency) from agency.talents where stage_name = 'New one'"));
        var commit = Assert.Single((await Agency.As<HistoryService>(Ann).LogAsync(new(Intent: "file.imported"))).Rows);
        Assert.Equal("Ann changed 101 talents from file.csv, with 1 new", commit.Sentence);

        await AppliedAsync(new UndoRequest(id));
        Assert.Equal("103 GB", await Database.AskAsync<string>("select count(*) || ' ' || max(country) from agency.talents where deleted_at is null"));
    }

    [Fact]
    public async Task Changes_nothing_where_one_of_its_rows_was_changed_meanwhile_and_is_planned_again_from_the_file()
    {
        var check = await CheckAsync(Many(101, _ => "PT"));
        await Database.AskAsync("update agency.talents set bio = 'Saved meanwhile' where stage_name = 'Many 7'");
        Assert.StartsWith("Line 8, Many 7, is no longer as it was shown", Assert.IsType<Outcome.Refused>((await Importer(Ann).AskAsync(s_talents, check, "All.")).Outcome).Because, StringComparison.Ordinal);
        Assert.Equal(0L, await ClaimsAsync());

        var (id, page) = await AskAsync(Ann, Many(101, _ => "PT"));
        await Database.AskAsync("update agency.talents set country = 'IE' where stage_name = 'Many 7'");
        await As(Cal).ApproveAsync(id, new Approval(page.PlanHash, Rows: 101));
        Assert.Equal(RequestState.Stale, await StateAsync(id));
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from agency.talents where country = 'PT'"));

        await Database.AskAsync("update agency.talents set stage_name = 'Renamed' where stage_name = 'Many 9'");
        var again = (await PageAsync(Done(await As(Ann).PlanAgainAsync(id))))!;
        Assert.Equal("Change 100 talents from file.csv, with 1 new", again.Card.Title);
    }

    [Fact]
    public async Task Is_for_an_admin_and_decided_by_another_approver()
    {
        var check = await CheckAsync(Many(101, _ => "PT"));
        foreach (var person in new[] { Cal, Max })
            Refused("AG006", (await Importer(person).AskAsync(s_talents, check, "All.")).Outcome);
        Refused("AG009", (await Importer(Bea).AskAsync(s_talents, check, " ")).Outcome);

        var (id, page) = await AskAsync(Bea, Many(101, _ => "PT"));
        Refused("AG004", await As(Bea).ApproveAsync(id, new Approval(page.PlanHash, Rows: 101)));
        Refused("AG006", await As(Ann).ApproveAsync(id, new Approval(page.PlanHash, Rows: 101)));
        Assert.Equal((RequestState.Pending, 0L), (await StateAsync(id), await Database.AskAsync<long>("select count(*) from agency.talents where country = 'PT'")));
    }

    [Fact]
    public async Task Follows_the_rules_of_the_form_whoever_describes_the_file()
    {
        var winter = await Database.AskAsync<Guid>("select id from agency.deals where title = 'Winter campaign'");
        var deal = new ImportFile("deals", "forged.csv", ["Id", "Stage", "Gross"], [new(2, [$"{Summer}", "completed", "1"]), new(3, [$"{winter}", "negotiating", "2"])]);

        Assert.StartsWith("agency.deals Summer campaign (line 2): The stage is moved on the deal's own page.", Assert.Single(await BlockersAsync(deal)), StringComparison.Ordinal);
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(deal with { Lines = [deal.Lines[0]] }));
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(deal with { Columns = ["Id"] }));
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(deal with { List = "policies" }));
    }

    [Fact]
    public async Task Adds_and_changes_every_kind_of_value_as_an_import_at_once_would()
    {
        await AppliedAsync(new ImportFile("deals", "deals.csv", ["Id", "Title", "TalentId", "FeeType", "Gross", "StartsOn", "Notes"],
            [new(2, [$"{Summer}", "Summer", "Bo", "revenue share", "12.5", "2026-12-01", ""]), new(3, ["", "Autumn", "Aria", "flat", "", "", "Two\nlines"])]));
        await AppliedAsync(new ImportFile("talents", "talents.csv", ["StageName", "Niches", "CommissionPercent"], [new(2, ["Bo", "food, travel", "12.25"])]));

        Assert.Equal("Summer Bo revenue_share 1250 2026-12-01", await Database.AskAsync<string>($"select concat_ws(' ', d.title, t.stage_name, d.fee_type, d.gross_minor, d.starts_on) from agency.deals d join agency.talents t on t.id = d.talent_id where d.id = '{Summer}'"));
        Assert.Equal("D- Aria flat Ann 11 {}", await Database.AskAsync<string>("select concat_ws(' ', left(d.code, 2), t.stage_name, d.fee_type, p.display_name, length(d.notes) + 2, d.tags::text) from agency.deals d join agency.talents t on t.id = d.talent_id join agency.people p on p.id = d.owner_person_id where d.title = 'Autumn'"));
        Assert.Equal("{food,travel} 1225", await Database.AskAsync<string>($"select concat_ws(' ', niches::text, default_commission_bps) from agency.talents where id = '{Bo}'"));
    }

    [Fact]
    public async Task Needs_two_others_from_ten_thousand_rows_on()
    {
        async Task<int> QuorumAsync(int rows) => (await Agency.As<PolicyService>(Ann).SimulateAsync(new ImaginedPlan(ImportFile.Name, [new("agency.deals", "update", rows)], [], new Dictionary<string, IReadOnlyDictionary<string, string>>()))).Quorum;
        Assert.Equal((1, 2), (await QuorumAsync(9_999), await QuorumAsync(10_000)));
    }

    [Fact]
    public async Task Takes_thousands_of_rows()
    {
        await Database.AskAsync($"insert into agency.deals (id, title, talent_id, gross_minor, currency) select gen_random_uuid(), 'Deal ' || n, '{Aria}', n * 100, 'GBP' from generate_series(1, 5000) n");
        var csv = "Code,Gross,Terms\n" + await Database.AskAsync<string>("select string_agg(code || ',' || gross_minor / 100 + 1 || ',30', E'\\n') from agency.deals where title like 'Deal %'");
        var list = CsvImport.Find("deals")!;
        var sheet = (await CsvSheet.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "file.csv")).Sheet!;
        var check = (await Importer(Ann).CheckAsync(list, sheet, list.Match(sheet.Headers))).Check!;
        var (outcome, request) = await Importer(Ann).AskAsync(list, check, "A new price list.");
        Assert.IsType<Outcome.AwaitingApproval>(outcome);
        var page = (await PageAsync(request!.Value))!;
        Assert.Equal((5000, new ImpactMoney("deals", 1_250_250_000, "GBP")), (page.Card.RowCount, Assert.Single(page.Card.Money)));
        Done(await As(Cal).ApproveAsync(request.Value, new Approval(page.PlanHash, Rows: 5000)));
        Assert.Equal(5000L, await Database.AskAsync<long>("select count(*) from agency.deals where payment_terms_days = 30 and title = 'Deal ' || (gross_minor / 100 - 1)"));
    }

    async Task<(Guid Id, RequestPage Page)> AskAsync(Guid person, string lines)
    {
        var (outcome, request) = await Importer(person).AskAsync(s_talents, await CheckAsync(lines), "All of them.");
        Assert.Equal(new Outcome.AwaitingApproval(request!.Value), outcome);
        return (request.Value, (await PageAsync(request.Value))!);
    }

    async Task<CsvCheck> CheckAsync(string lines)
    {
        var sheet = (await CsvSheet.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes("Name,Country\n" + lines)), "file.csv")).Sheet!;
        return (await Importer(Ann).CheckAsync(s_talents, sheet, s_talents.Match(sheet.Headers))).Check!;
    }

    CsvImport Importer(Guid person) => Agency.As<CsvImport>(person);

    static string Many(int count, Func<int, string> country) => string.Concat(Enumerable.Range(1, count).Select(n => $"Many {n},{country(n)}\n"));
}
