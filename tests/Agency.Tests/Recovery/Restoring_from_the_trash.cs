using Agency.Approvals;
using Agency.Deals;
using Agency.Recovery;
using Agency.Talents;
using Agency.Tests.Approvals;

namespace Agency.Tests.Recovery;

public sealed class Restoring_from_the_trash : RemovalAgency
{
    [Fact]
    public async Task Brings_back_all_that_went_along_and_nothing_that_went_before()
    {
        await AppliedAsync(new RemoveDeal(Summer));
        await AppliedAsync(new RemoveTalent(Aria));

        await AppliedAsync(new RestoreFromTrash("agency.talents", Aria, "Aria"));

        Assert.Equal((2L, 2L), (await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Fact]
    public async Task Can_be_undone()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        var trashed = await Database.ImageAsync();

        await AppliedAsync(new UndoRequest(await AppliedAsync(new RestoreFromTrash("agency.talents", Aria, "Aria"))));

        Assert.Equal(trashed, await Database.ImageAsync());
    }

    [Fact]
    public async Task Is_refused_while_the_parent_is_in_the_trash()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        Assert.Contains("agency.deals Summer campaign lost its talent, which is in the trash", await BlockersAsync(new RestoreFromTrash("agency.deals", Summer, "Summer campaign")));
    }

    [Fact]
    public async Task Has_nothing_to_do_for_a_row_that_is_not_there() =>
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new RestoreFromTrash("agency.talents", Aria, "Aria")));
}
