using AdminConsole.Shared;
using Agency.Invoices;

namespace AdminConsole;

public sealed class A_form_that_two_filled_in
{
    static readonly Guid s_first = new("019b0000-0000-7000-8000-000000000001"), s_second = new("019b0000-0000-7000-8000-000000000002"), s_theirs = new("019b0000-0000-7000-8000-000000000003");

    readonly InvoiceForm _original = new() { PoNumber = "PO-1", Version = 1, Lines = [new() { Id = s_first, Description = "Reels", Unit = 100 }, new() { Id = s_second, Description = "Usage", Unit = 50, Version = 1 }] };

    [Fact]
    public void Leaves_the_original_alone_while_its_lines_are_typed_over()
    {
        var typed = FormFields.Copy(_original);

        typed.Lines[0].Description = "Three reels";
        typed.Lines.Add(new());

        Assert.Equal(["Reels", "Usage"], _original.Lines.Select(l => l.Description));
    }

    [Fact]
    public void Is_put_together_line_by_line()
    {
        var (mine, theirs) = (FormFields.Copy(_original), FormFields.Copy(_original));
        (mine.Lines[0].Description, mine.Lines[1].Unit, mine.Notes) = ("My reels", 60, "Thanks");
        mine.Lines.Add(new() { Description = "My expenses" });
        (theirs.Lines[0].Description, theirs.Lines[1].Quantity, theirs.Lines[1].Version, theirs.PoNumber, theirs.Version) = ("Their reels", 2, 2, "PO-2", 2);
        theirs.Lines.Add(new() { Id = s_theirs, Description = "Their expenses" });

        var (merged, fields) = FormFields.Merge(_original, mine, theirs);

        Assert.Equal([("Po number", false), ("Notes", true), ("Line 1: description", true), ("Line 2: quantity", false), ("Line 2: unit", true)], fields.Select(f => (f.Label, f.TakeMine)));
        foreach (var field in fields)
            field.Settle();
        Assert.Equal(("PO-2", "Thanks", 2u), (merged.PoNumber, merged.Notes, merged.Version));
        Assert.Equal([(s_first, "My reels", 1m, 100m), (s_second, "Usage", 2m, 60m), (s_theirs, "Their expenses", 1m, 0m), (null, "My expenses", 1m, 0m)], merged.Lines.Select(l => (l.Id, l.Description, l.Quantity, l.Unit)));
        Assert.Equal(2u, merged.Lines[1].Version);
    }
}
