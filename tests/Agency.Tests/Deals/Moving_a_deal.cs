using System.Text;
using Agency.Deals;
using Agency.Documents;
using Agency.History;
using Agency.Notes;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Deals;

public sealed class Moving_a_deal : AgencyTest
{
    Guid _aria;
    Guid _deal;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        _deal = Done(await Deals.AddAsync(new DealForm { Title = "Summer campaign", TalentId = _aria, Stage = DealStage.Lead }));
        await Database.AskAsync($"insert into agency.companies (id, trade_name, kind, payment_terms_days) values ('{Guid.AllBitsSet}', 'Lumen', 'brand', 45)");
    }

    DealService Deals => Agency.As<DealService>(Ann);

    DeliverableService Deliverables => Agency.As<DeliverableService>(Ann);

    [Fact]
    public async Task Says_what_is_missing_at_every_step_until_it_is_done()
    {
        Done(await MoveAsync(DealStage.Qualified));
        Assert.Equal(["It names no brand."], await MissingAsync(DealStage.Negotiating));
        Assert.Equal("It names no brand.", Because(await MoveAsync(DealStage.Negotiating)));
        await EditAsync(form => form with { BrandId = Guid.AllBitsSet });
        Done(await MoveAsync(DealStage.Negotiating));
        Assert.Equal(["No fee is agreed.", "No deliverable is planned."], await MissingAsync(DealStage.ContractSent));
        await EditAsync(form => form with { Gross = 1000.01m });
        var film = Done(await Deliverables.AddAsync(_deal, new DeliverableForm { Title = "Film" }));
        Done(await MoveAsync(DealStage.ContractSent));
        Assert.Equal(["No contract is signed: add the signed document."], await MissingAsync(DealStage.Contracted));
        await EditAsync(form => form with { OwnerPersonId = null });
        Assert.Equal(["No contract is signed: add the signed document.", "Nobody owns the deal."], await MissingAsync(DealStage.Contracted));
        await EditAsync(form => form with { OwnerPersonId = Bea });
        await SignContractAsync();

        Done(await MoveAsync(DealStage.Contracted));

        var signed = (await Deals.FormAsync(_deal))!;
        Assert.Equal((new DateOnly(2026, 3, 4), 45), (signed.SignedOn, signed.PaymentTermsDays));
        Done(await MoveAsync(DealStage.InProduction));
        Assert.Equal(["No deliverable is handed in yet."], await MissingAsync(DealStage.ClientReview));
        foreach (var status in new[] { DeliverableStatus.Drafting, DeliverableStatus.Submitted })
            Done(await NextAsync(film, status));
        Done(await MoveAsync(DealStage.ClientReview));
        Assert.Equal(["1 of 1 deliverables is not live."], await MissingAsync(DealStage.Live));
        Done(await NextAsync(film, DeliverableStatus.Approved));
        Done(await NextAsync(film, DeliverableStatus.Live, "https://example.com/film"));
        Done(await MoveAsync(DealStage.Live));
        Assert.Equal("1 of 1 deliverables is not verified.", Because(await MoveAsync(DealStage.Completed)));
        Done(await NextAsync(film, DeliverableStatus.Verified));
        Done(await MoveAsync(DealStage.Completed));
        var log = await Agency.As<HistoryService>(Max).LogAsync(new LogQuery());
        Assert.Equal("Ann moved Summer campaign to completed", log.Rows[0].Sentence);
    }

    [Fact]
    public async Task Freezes_the_split_of_the_commission_and_expects_it_when_it_is_signed()
    {
        var lawyer = Done(await Team.SavePartyAsync(null, new PartyForm { Name = "Lex", Kind = PartyKind.Lawyer }));
        Done(await Team.SaveMemberAsync(_aria, null, new TeamMemberForm { ExternalPartyId = lawyer, Function = TeamFunction.Lawyer, SplitMode = SplitMode.Custom, Percent = 5 }));
        foreach (var (person, function) in new[] { (Ann, TeamFunction.Primary), (Bea, TeamFunction.Secondary), (Cal, TeamFunction.Assistant) })
            Done(await Team.SaveMemberAsync(_aria, null, new TeamMemberForm { PersonId = person, Function = function }));
        await EditAsync(form => form with { BrandId = Guid.AllBitsSet, Gross = 1000.13m, OwnerPersonId = Ann });
        Done(await Deliverables.AddAsync(_deal, new DeliverableForm { Title = "Film" }));
        await SignContractAsync();
        foreach (var stage in new[] { DealStage.Qualified, DealStage.Negotiating, DealStage.ContractSent, DealStage.Contracted })
            Done(await MoveAsync(stage));

        var splits = (await Agency.As<ParticipantService>(Max).OfAsync(_deal)).Splits;

        Assert.Equal([("Ann", 2500), ("Bea", 2500), ("Cal", 2500), ("Lex", 2500)], splits.Select(s => (s.Name, s.WeightBps)));
        Assert.Equal("expected 20002 2000 100013 5001 5001 5001 5000", await Database.AskAsync<string>($"""
            select concat_ws(' ', min(state), sum(amount_minor) - 1, min(rate_bps), min(basis_minor), string_agg(amount_minor::text, ' ' order by amount_minor desc)) from agency.commissions where deal_id = '{_deal}'
            """));

        Assert.Equal("Say why it becomes contract sent.", Because(await MoveAsync(DealStage.ContractSent)));
        Done(await MoveAsync(DealStage.ContractSent, "The client wants another clause."));
        Done(await MoveAsync(DealStage.Contracted));
        Assert.Equal((4L, 4L), (await CountAsync("deal_commission_splits"), await CountAsync("commissions")));
    }

    [Fact]
    public async Task Goes_on_hold_and_back_to_where_it_was_and_is_given_up_only_with_a_reason()
    {
        Done(await MoveAsync(DealStage.Qualified));
        Done(await MoveAsync(DealStage.OnHold));
        Assert.Equal([DealStage.Qualified, DealStage.Lost], (await Deals.MissingAsync(_deal))!.Steps.Select(s => s.Stage));
        Done(await MoveAsync(DealStage.Qualified));
        Assert.Equal("A deal that is qualified cannot become live: it may become negotiating, lead, on hold, lost.", Because(await MoveAsync(DealStage.Live)));
        Assert.Equal("Why was it lost?", Because(await MoveAsync(DealStage.Lost)));
        Done(await MoveAsync(DealStage.Lost, "Too dear."));
        Assert.Equal("Too dear.", (await Deals.FormAsync(_deal))!.LostReason);
        Done(await MoveAsync(DealStage.Qualified, "They called again."));

        await Database.AskAsync($"update agency.deals set stage = 'contracted' where id = '{_deal}'");
        var version = (await Deals.MissingAsync(_deal))!.Version;
        Done(await Deals.MoveAsync(_deal, DealStage.Cancelled, "The product was withdrawn.", version, killFee: 250));
        Assert.Equal(25000L, await Database.AskAsync<long>($"select kill_fee_minor from agency.deals where id = '{_deal}'"));
        Assert.Empty((await Deals.MissingAsync(_deal))!.Steps);
    }

    [Fact]
    public async Task Is_checked_the_same_way_in_its_form_and_never_begins_signed()
    {
        var form = (await Deals.FormAsync(_deal))!;
        var refused = Assert.IsType<Outcome.Refused>(await Deals.EditAsync(_deal, form with { Stage = DealStage.Contracted }));
        Assert.Equal("Stage", refused.Field);
        Done(await Deals.EditAsync(_deal, form with { Stage = DealStage.Qualified }));
        Assert.Equal("Stage", Assert.IsType<Outcome.Refused>(await Deals.AddAsync(form with { Stage = DealStage.Contracted })).Field);
        Assert.IsType<Outcome.Conflict>(await Deals.MoveAsync(_deal, DealStage.OnHold, null, form.Version));
        Assert.IsType<Outcome.Refused>(await Agency.As<DealService>(Max).MoveAsync(_deal, DealStage.OnHold, null, form.Version));
    }

    TeamService Team => Agency.As<TeamService>(Ann);

    async Task SignContractAsync() => Done(await Agency.As<DocumentService>(Ann).AddAsync(new About(RecordKind.Deal, _deal),
        new DocumentForm { Title = "Contract", Kind = DocumentKind.Contract, Status = DocumentStatus.Signed, SignedOn = new(2026, 3, 4) }, new IncomingFile("contract.pdf", new MemoryStream(Encoding.UTF8.GetBytes("%PDF-1.7")))));

    async Task EditAsync(Func<DealForm, DealForm> change) => Done(await Deals.EditAsync(_deal, change((await Deals.FormAsync(_deal))!)));

    async Task<Outcome> MoveAsync(DealStage stage, string? reason = null) => await Deals.MoveAsync(_deal, stage, reason, (await Deals.MissingAsync(_deal))!.Version);

    async Task<Outcome> NextAsync(Guid deliverable, DeliverableStatus to, string? url = null) =>
        await Deliverables.MoveAsync(deliverable, (await Deliverables.OfAsync(_deal)).Single(d => d.Id == deliverable).Status, to, url);

    async Task<IEnumerable<string>> MissingAsync(DealStage stage) => (await Deals.MissingAsync(_deal))!.Steps.Single(s => s.Stage == stage).Missing.Select(m => m.Sentence);

    Task<long> CountAsync(string table) => Database.AskAsync<long>($"select count(*) from agency.{table} where deal_id = '{_deal}'");

    static string Because(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Because;
}
