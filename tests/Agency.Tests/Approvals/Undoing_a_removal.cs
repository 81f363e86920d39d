using Agency.Approvals;
using Agency.Deals;
using Agency.Recovery;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Undoing_a_removal : RemovalAgency
{
    [Fact]
    public async Task Brings_every_row_back_exactly_as_it_was()
    {
        var before = await Database.ImageAsync();
        var removed = await RemovedAsync();
        Assert.NotEqual(before, await Database.ImageAsync());
        Assert.Equal(["Aria", "Summer campaign", "Winter campaign"], (await Agency.As<TrashService>(Ann).ListAsync()).Rows.Select(r => r.Label).Order());
        Assert.Equal(["Summer campaign", "Winter campaign"], (await Agency.As<TrashService>(Ann).ListAsync(table: "agency.deals")).Rows.Select(r => r.Label).Order());
        Assert.Equal([("agency.talents", 1), ("agency.deals", 2), ("agency.companies", 0), ("agency.contacts", 0)], (await Agency.As<TrashService>(Ann).CountsAsync()).Select(c => (c.Table, c.Rows)));

        var undo = await AppliedAsync(new UndoRequest(removed));

        Assert.Equal(before, await Database.ImageAsync());
        Assert.Empty((await Agency.As<TrashService>(Ann).ListAsync()).Rows);
        Assert.Equal((removed, undo), ((await PageAsync(undo))!.Undone!.Id, (await PageAsync(removed))!.UndoneBy));
    }

    [Fact]
    public async Task Needs_a_second_person_as_well()
    {
        var removed = await RemovedAsync();
        var (id, hash) = await Agency.RequestAsync(new UndoRequest(removed));
        Refused("AG004", await As(Ann).ApproveAsync(id, hash));
        Refused("AG005", await As(Cal).ApplyAsync(id));
        Assert.Equal(1, await LiveAsync("talents"));
    }

    [Fact]
    public async Task Is_refused_where_a_row_changed_since()
    {
        var removed = await RemovedAsync();
        await Database.AskAsync("update agency.deals set notes = 'Found in the trash.' where title = 'Summer campaign'");

        var draft = await PlanAsync(new UndoRequest(removed));

        Assert.Equal(("agency.deals", "has changed since"), Assert.Single(draft.Impact.Blockers) switch { var b => (b.Table, b.Because) });
        Refused("AG009", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "Back."));
    }

    [Fact]
    public async Task Is_refused_where_another_talent_took_the_name_meanwhile()
    {
        var removed = await RemovedAsync();
        await Agency.AddTalentAsync("aria");

        Assert.Equal(["agency.talents Aria cannot have its stage name: another row has it"], await BlockersAsync(new UndoRequest(removed)));
    }

    [Fact]
    public async Task Is_stale_where_another_talent_took_the_name_after_it_was_asked_for()
    {
        var removed = await RemovedAsync();
        var (id, hash) = await Agency.RequestAsync(new UndoRequest(removed));
        await Agency.AddTalentAsync("aria");

        Assert.StartsWith("Nothing was changed", Assert.IsType<Outcome.Done>(await As(Cal).ApproveAsync(id, hash)).Message, StringComparison.Ordinal);

        Assert.Equal((RequestState.Stale, 2L, 1L), (await StateAsync(id), await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Fact]
    public async Task Happens_once()
    {
        var removed = await RemovedAsync();
        var late = await PlanAsync(new UndoRequest(removed));
        var (id, hash) = await Agency.RequestAsync(new UndoRequest(removed));
        Refused("AG008", await As(Ann).SubmitAsync(late.Card.Id, late.PlanHash, "Back."));
        Done(await As(Cal).ApproveAsync(id, hash));

        Done(await As(Ann).SubmitAsync(late.Card.Id, late.PlanHash, "Back."));
        Assert.Equal(RequestState.Stale, await StateAsync(late.Card.Id));
        var again = await PlanAsync(new UndoRequest(removed));
        Refused("AG009", await As(Ann).SubmitAsync(again.Card.Id, again.PlanHash, "Back."));
    }

    [Fact]
    public async Task Can_itself_be_undone()
    {
        var removed = await RemovedAsync();
        var trashed = await Database.ImageAsync();
        var undo = await AppliedAsync(new UndoRequest(removed));

        await AppliedAsync(new UndoRequest(undo));

        Assert.Equal(trashed, await Database.ImageAsync());
    }

    [Fact]
    public async Task Brings_back_a_single_deal_only_while_its_talent_is_there()
    {
        var deal = await AppliedAsync(new RemoveDeal(Summer));
        await RemovedAsync();

        Assert.Contains("agency.deals Summer campaign lost its talent, which is in the trash", await BlockersAsync(new UndoRequest(deal)));
    }

    [Fact]
    public async Task Has_nothing_to_do_for_what_was_never_applied()
    {
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(new UndoRequest(await ApprovedAsync())));
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(new UndoRequest(Aria)));
    }

    Task<Guid> RemovedAsync() => AppliedAsync(new RemoveTalent(Aria));
}
