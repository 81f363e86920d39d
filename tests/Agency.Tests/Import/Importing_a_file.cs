using System.Text;
using Agency.Approvals;
using Agency.Data;
using Agency.History;
using Agency.Import;
using Agency.Lists;
using Agency.People;
using Agency.Recovery;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Import;

public sealed class Importing_a_file : Approvals.RemovalAgency
{
    [Fact]
    public async Task Says_of_every_line_what_it_would_do_and_writes_nothing()
    {
        var before = await Database.ImageAsync();

        var check = await CheckAsync("talents", """
            Stage name;Commission;Country;Star sign
            aria;25;GB;Leo
            Bo;20;;Virgo
            "New
            One";12.5;PT;
            Late;next week;Portugal;
            new  one;lots;;
            """);

        Assert.Equal(["StageName", "CommissionPercent", "Country", null], check.Columns);
        Assert.Equal([(2, CsvEffect.Changed), (3, CsvEffect.Unchanged), (4, CsvEffect.New), (6, CsvEffect.Error), (7, CsvEffect.Error)], check.Rows.Select(r => (r.Line, r.Effect)));
        Assert.Equal(["Stage name Aria → aria", "Country  → GB", "Commission 20 → 25"], check.Rows[0].Changes.Select(c => $"{c.Field} {c.Before} → {c.After}"));
        Assert.Equal(new CsvFlaw("Commission", "next week", "A number with a point and without a currency, as in 1250.50."), Assert.Single(check.Rows[3].Flaws));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Names_what_is_wrong_with_a_value_and_how_to_mend_it()
    {
        await Database.AskAsync($"""
            insert into agency.people (id, display_name) values (gen_random_uuid(), 'Twin'), (gen_random_uuid(), 'twin');
            insert into agency.companies (id, trade_name, kind) values ('{Aria}', 'Brand', 'brand');
            insert into agency.contacts (id, company_id, name, email) values (gen_random_uuid(), '{Aria}', 'One', 'us@brand.com'), (gen_random_uuid(), '{Aria}', 'Two', 'us@brand.com')
            """);
        async Task<string> Flaw(string list, string csv) => string.Join(" / ", (await CheckAsync(list, csv)).Rows[^1].Flaws.Select(f => $"{f.Column} “{f.Value}”: {f.Because}"));

        Assert.Equal("Signed “26.11.2026”: Year, month and day, as in 2026-11-30.", await Flaw("deals", "Deal,Talent,Signed\nX,Aria,26.11.2026"));
        Assert.Equal("Gross “10.5”: JPY has 0 digits after the point.", await Flaw("deals", "Deal,Talent,Gross,Currency\nX,Aria,10.5,JPY"));
        Assert.Equal("Talent “Nobody”: There is no talent of this name. Add it first, or write the name as it is in the console.", await Flaw("deals", "Deal,Talent\nX,Nobody"));
        Assert.StartsWith("Owner “TWIN”: More than one person has this name: write the id of one,", await Flaw("deals", "Deal,Talent,Owner\nX,Aria,TWIN"), StringComparison.Ordinal);
        Assert.Equal("Stage “Live”: A deal begins before it is signed: import it as negotiating, then sign it with its contract.", await Flaw("deals", "Deal,Talent,Stage\nX,Aria,Live"));
        Assert.StartsWith("Stage “lead”: The stage is moved on the deal's own page.", await Flaw("deals", $"id,Stage\n{Summer},lead"), StringComparison.Ordinal);
        Assert.StartsWith("Status “gone”: One of: Prospect, ", await Flaw("talents", "Name,Status\nX,gone"), StringComparison.Ordinal);
        Assert.Equal("Country “gb”: Two capital letters, as in GB.", await Flaw("talents", "Name,Country\nX,gb"));
        Assert.Equal("Stage name “”: A talent needs a stage name.", await Flaw("talents", "Name,Country\n,GB"));
        Assert.Equal("Stage name “ARIA”: Line 2 is about the same talent. Leave one of them.", await Flaw("talents", "Name\nAria\nARIA"));
        Assert.StartsWith("E-mail “US@brand.com”: 2 of the contacts have it: write the id of one,", await Flaw("contacts", "Name,Email\nOne,US@brand.com"), StringComparison.Ordinal);
        Assert.StartsWith("Id “0197f000-0000-7000-8000-0000000000ff”: No contact has this id", await Flaw("contacts", "id,Name\n0197f000-0000-7000-8000-0000000000ff,X"), StringComparison.Ordinal);
        Assert.StartsWith(" “”: This line has 3 values, the first line names 2 columns.", await Flaw("talents", "Name,Country\nX,GB,too"), StringComparison.Ordinal);
        Assert.Null((await CsvSheet.ReadAsync(new MemoryStream([.. "Name\nCaf"u8, 0xE9]), "latin.csv")).Sheet);
        Assert.Contains("20,000", (await CsvSheet.ReadAsync(Csv("Name\n" + string.Concat(Enumerable.Range(0, CsvSheet.MostRows + 1).Select(i => $"a{i}\n"))), "long.csv")).Flaw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_the_good_lines_as_one_commit_that_can_be_reverted()
    {
        var before = await Database.ImageAsync();
        var check = await CheckAsync("deals", $"""
            Id,Deal,Talent,Gross,Currency,Stage
            {Summer},Summer,Aria,1250.50,GBP,Negotiating
            ,Autumn,Bo,300,EUR,lead
            ,"=1+1",Bo,lots,EUR,lead
            """);

        Done(await Importer(Ann).ImportAsync(CsvImport.Find("deals")!, check, "From the old sheet."));

        Assert.Equal("Summer 125050 GBP Ann", await Database.AskAsync<string>($"select concat_ws(' ', title, gross_minor, currency, 'Ann') from agency.deals where id = '{Summer}'"));
        Assert.Equal("Autumn 30000 EUR lead Ann", await Database.AskAsync<string>("select concat_ws(' ', d.title, gross_minor, currency, stage, p.display_name) from agency.deals d join agency.people p on p.id = d.owner_person_id where d.title = 'Autumn'"));
        var commit = await Database.AskAsync<long>("select max(id) from history.commits where intent = 'list.imported'");
        Assert.Contains((await Agency.As<HistoryService>(Ann).LogAsync(new())).Rows, c => c.Sentence == "Ann imported deals from file.csv: 1 new, 1 changed: From the old sheet.");
        using var errors = new MemoryStream();
        await CsvImport.WriteErrorsAsync(check, errors);
        Assert.Equal("\uFEFFId,Deal,Talent,Gross,Currency,Stage,error\n,'=1+1,Bo,lots,EUR,lead,\"Gross: A number with a point and without a currency, as in 1250.50.\"\n", Encoding.UTF8.GetString(errors.ToArray()).ReplaceLineEndings("\n"));
        await AppliedAsync(new RevertCommit(commit));
        Assert.Equal("Summer campaign", await Database.AskAsync<string>($"select title from agency.deals where id = '{Summer}'"));
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from agency.deals where title = 'Autumn' and deleted_at is null"));
    }

    [Fact]
    public async Task Loses_nothing_that_somebody_saved_since_it_was_shown()
    {
        var check = await CheckAsync("talents", "Name,Country\nNew one,GB\nBo,PT");
        await Database.AskAsync("update agency.talents set bio = 'Saved meanwhile' where stage_name = 'Bo'");

        Assert.StartsWith("Line 3, Bo, is no longer as it was shown", Refusal(await Importer(Ann).ImportAsync(CsvImport.Find("talents")!, check, "Moved.")), StringComparison.Ordinal);
        Assert.Equal(2L, await LiveAsync("talents"));
    }

    [Fact]
    public async Task Is_for_admins_and_does_not_go_round_the_second_person()
    {
        var check = await CheckAsync("talents", "Name,Country\nBo,PT");
        Assert.Equal("AG006", Assert.IsType<Outcome.Refused>(await Importer(Max).ImportAsync(CsvImport.Find("talents")!, check, "Moved.")).SqlState);
        Assert.Equal("Say why; history keeps it.", Refusal(await Importer(Ann).ImportAsync(CsvImport.Find("talents")!, check, " ")));

        var many = string.Concat(Enumerable.Range(0, CsvImport.MostChanged + 1).Select(i => $"Many {i},GB\n"));
        Done(await Importer(Ann).ImportAsync(CsvImport.Find("talents")!, await CheckAsync("talents", "Name,Country\n" + many), "New ones may be many."));
        var changing = await CheckAsync("talents", "Name,Country\n" + many.Replace("GB", "PT", StringComparison.Ordinal));
        Assert.StartsWith("This file changes 101 talents that are here already. More than 100 at once need a second person", Refusal(await Importer(Ann).ImportAsync(CsvImport.Find("talents")!, changing, "All.")), StringComparison.Ordinal);
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from agency.talents where country = 'PT'"));
    }

    [Fact]
    public async Task Brings_an_export_back_unchanged()
    {
        await Agency.AddDealAsync(Aria, "=SUM(A1), \"quoted\"\nand two lines", 1234.56m);
        foreach (var list in new[] { "talents", "deals" })
        {
            using var file = new MemoryStream();
            var records = Agency.As<ListService>(Ann).Of(list);
            await Agency.As<ExportService>(Ann).WriteAsync(records, new PageQuery(Columns: [.. records.Fields.Select(f => f.Name)]), FileFormat.Csv, file);
            file.Position = 0;
            var sheet = (await CsvSheet.ReadAsync(file, "file.csv")).Sheet!;
            var into = CsvImport.Find(list)!;
            var check = (await Importer(Ann).CheckAsync(into, sheet, into.Match(sheet.Headers))).Check!;
            Assert.All(check.Rows, row => Assert.Equal((CsvEffect.Unchanged, ""), (row.Effect, string.Join(", ", row.Flaws))));
            Assert.Equal(await LiveAsync(list), check.Rows.Count);
        }
    }

    [Fact]
    public async Task Shows_what_is_there_only_to_an_admin_whose_session_is_open()
    {
        var (list, sheet) = (CsvImport.Find("talents")!, (await CsvSheet.ReadAsync(Csv("Name,Country\nAria,GB"), "file.csv")).Sheet!);
        Task<(CsvCheck? Check, string? Flaw)> Asked(Guid? by, Guid? session = null) => Agency.As<CsvImport>(by, session).CheckAsync(list, sheet, list.Match(sheet.Headers));

        foreach (var (by, session) in new (Guid?, Guid?)[] { (Max, null), (Cal, Cal), (null, null), (Ann, Bea) })
            Assert.Equal((null, "This needs the role admin, which you do not have."), await Asked(by, session));
        Assert.NotNull((await Asked(Ann, Ann)).Check);
        await Database.AskAsync($"select guard.end_session('{Ann}')", "agency_app");
        Assert.Null((await Asked(Ann, Ann)).Check);
    }

    async Task<CsvCheck> CheckAsync(string list, string csv)
    {
        var (sheet, flaw) = await CsvSheet.ReadAsync(Csv(csv), "file.csv");
        Assert.Null(flaw);
        var into = CsvImport.Find(list)!;
        return (await Importer(Ann).CheckAsync(into, sheet!, into.Match(sheet!.Headers))).Check!;
    }

    CsvImport Importer(Guid person) => Agency.As<CsvImport>(person);

    static string Refusal(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Because;

    static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));
}
