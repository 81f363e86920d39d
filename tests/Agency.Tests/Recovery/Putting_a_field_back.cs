using Agency.Brands;
using Agency.Deals;
using Agency.History;
using Agency.Recovery;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Recovery;

public sealed class Putting_a_field_back : AgencyTest
{
    Guid _aria;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        await EditAsync(f => f with { StageName = "Aria Lane", CommissionPercent = 15, Niches = "beauty, travel", Status = TalentStatus.Paused });
        await EditAsync(f => f with { CommissionPercent = 12.5m, Bio = "Sings.", Niches = "" });
    }

    [Fact]
    public async Task Sets_that_field_alone_to_what_it_was_before_the_change_and_says_so()
    {
        var log = await LogAsync("agency.talents", _aria);

        await BackAsync(Ann, "agency.talents", _aria, "default_commission_bps", log.Changes[1].Seq);
        await BackAsync(Ann, "agency.talents", _aria, "niches", log.Changes[0].Seq);
        await BackAsync(Ann, "agency.talents", _aria, "status", log.Changes[1].Seq);
        await BackAsync(Ann, "agency.talents", _aria, "bio", log.Changes[0].Seq);

        var form = await FormAsync();
        Assert.Equal(("Aria Lane", 20m, "beauty, travel", TalentStatus.Active, null), (form.StageName, form.CommissionPercent, form.Niches, form.Status, form.Bio));
        var newest = (await LogAsync("agency.talents", _aria)).Changes[0];
        Assert.Equal(("field.put_back", "bio"), (newest.Intent, newest.Fields.Single().Field));
        Assert.Equal("Ann put back bio of Aria Lane", (await Agency.As<HistoryService>(Max).CommitAsync(newest.CommitId))!.Sentence);
    }

    [Fact]
    public async Task Keeps_to_the_rules_of_the_form_to_its_rights_and_to_who_was_first()
    {
        var log = await LogAsync("agency.talents", _aria);
        var (first, newest) = (log.Changes[1].Seq, log.Changes[0].Seq);
        var records = Agency.As<PutBackService>(Ann);
        await Agency.AddTalentAsync("Aria");

        Assert.Equal("Another talent has this stage name.", Because(await records.PutBackAsync("agency.talents", _aria, "stage_name", first, newest)));
        Assert.Contains("needs the role admin", Because(await Agency.As<PutBackService>(Max).PutBackAsync("agency.talents", _aria, "bio", newest, newest)), StringComparison.Ordinal);
        Assert.IsType<Outcome.Refused>(await records.PutBackAsync("agency.talents", _aria, "legal_hold", newest, newest));
        Assert.IsType<Outcome.Refused>(await records.PutBackAsync("agency.talents", _aria, "bio", log.Changes[2].Seq, newest));
        Assert.IsType<Outcome.Conflict>(await records.PutBackAsync("agency.talents", _aria, "bio", newest, first));
        Assert.Equal("Sings.", (await FormAsync()).Bio);
    }

    [Fact]
    public async Task Is_offered_for_every_kind_of_record_that_has_a_form()
    {
        var deal = await Agency.AddDealAsync(_aria, "Summer campaign");
        var deals = Agency.As<DealService>(Ann);
        Done(await deals.EditAsync(deal, (await deals.FormAsync(deal))! with { Title = "Winter campaign", Gross = 1234.5m, EndsOn = new(2030, 1, 2), FeeType = FeeType.Flat }));
        Done(await deals.EditAsync(deal, (await deals.FormAsync(deal))! with { EndsOn = null }));
        var companies = Agency.As<CompanyService>(Ann);
        var company = Done(await companies.AddAsync(new CompanyForm { TradeName = "Lumen", Tags = "a, b" }));
        Done(await companies.EditAsync(company, (await companies.FormAsync(company))! with { Tags = "c" }));
        var contacts = Agency.As<ContactService>(Ann);
        var contact = Done(await contacts.AddAsync(new ContactForm { Name = "Kit", CompanyId = company, Email = "kit@example.com" }));
        Done(await contacts.EditAsync(contact, (await contacts.FormAsync(contact))! with { Email = null }));

        var log = await LogAsync("agency.deals", deal);
        await BackAsync(Ann, "agency.deals", deal, "ends_on", log.Changes[0].Seq);
        await BackAsync(Ann, "agency.deals", deal, "title", log.Changes[1].Seq);
        await BackAsync(Ann, "agency.deals", deal, "gross_minor", log.Changes[1].Seq);
        await BackAsync(Ann, "agency.companies", company, "tags", (await LogAsync("agency.companies", company)).Changes[0].Seq);
        await BackAsync(Ann, "agency.contacts", contact, "email", (await LogAsync("agency.contacts", contact)).Changes[0].Seq);

        var saved = (await deals.FormAsync(deal))!;
        Assert.Equal(("Summer campaign", new DateOnly(2030, 1, 2)), (saved.Title, saved.EndsOn));
        Assert.NotEqual(1234.5m, saved.Gross);
        Assert.Equal("a, b", (await companies.FormAsync(company))!.Tags);
        Assert.Equal("kit@example.com", (await contacts.FormAsync(contact))!.Email);
        Assert.False(PutBackService.Offers("agency.deals", "stage"));
        Assert.False(PutBackService.Offers("agency.invoices", "due_on"));
    }

    static string Because(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Because;

    async Task BackAsync(Guid person, string table, Guid id, string field, long change) =>
        Done(await Agency.As<PutBackService>(person).PutBackAsync(table, id, field, change, (await LogAsync(table, id)).Changes[0].Seq));

    Task<RowLog> LogAsync(string table, Guid id) => Agency.As<HistoryService>(Max).RowLogAsync(table, id);

    async Task<TalentForm> FormAsync() => (await Agency.As<TalentService>(Ann).FormAsync(_aria))!;

    async Task EditAsync(Func<TalentForm, TalentForm> change) => Done(await Agency.As<TalentService>(Ann).EditAsync(_aria, change(await FormAsync())));
}
