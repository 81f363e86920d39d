using Agency.Invoices;

namespace Agency.Tests.Invoices;

public sealed class Editing_a_draft : MoneyAgency
{
    [Fact]
    public async Task Never_writes_over_a_line_that_somebody_else_saved_first()
    {
        var id = await DraftAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);
        var (theirs, mine) = ((await Invoices.FormAsync(id))!, (await Invoices.FormAsync(id))!);

        theirs.Lines[0].Description = "Two reels";
        TestAgency.Done(await Invoices.EditAsync(id, theirs));
        mine.Notes = "Thank you.";
        var outcome = await Invoices.EditAsync(id, mine);

        Assert.IsType<Outcome.Conflict>(outcome);
        var kept = (await Invoices.FormAsync(id))!;
        Assert.Equal(("Two reels", "1", null), (kept.Lines[0].Description, $"{kept.Lines[0].Quantity}", kept.Notes));
    }
}
