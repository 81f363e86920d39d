using AdminConsole.Lists;
using AdminConsole.Shared;
using Agency.Lists;

namespace AdminConsole;

public sealed class A_cell : BunitContext
{
    const string Hostile = "\"><img src=x onerror=alert(1)>’é";
    static readonly Guid s_other = new("0197f000-0000-7000-8000-0000000000aa");
    static readonly CellMarkup s_shown = new(ViewerZone.Utc, DateTimeOffset.UnixEpoch, null, [new(Hostile, Hostile)], Hostile, InPanel: true);

    public static TheoryData<ListField, ListCell> Texts() => new()
    {
        { new("title", "Title", FieldKind.Text), new ListCell { Text = Hostile } },
        { new("talent", "Talent", FieldKind.Text) { LinksTo = "agency.talents" }, new ListCell { Text = Hostile, Link = s_other } },
        { new("stage", "Stage", FieldKind.Choice), new ListCell { Text = Hostile } },
        { new("fee", "Fee", FieldKind.Choice) { Choices = [new(Hostile, Hostile)] }, new ListCell { Text = Hostile } },
        { new("owner", "Owner", FieldKind.Person), new ListCell { Text = Hostile } },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Shows_whatever_was_written_into_it_as_text(ListField field, ListCell cell)
    {
        var shown = Render(builder => builder.AddMarkupContent(0, $"<p>{s_shown.Of(field, cell, Hostile)}</p>"));

        Assert.Empty(shown.FindAll("img"));
        Assert.Equal(Hostile, shown.Find("p").TextContent);
    }

    [Fact]
    public void Names_its_unit_in_a_row_alone_where_its_label_may_be_away()
    {
        var (deals, hold) = (new ListField("deals", "Deals", FieldKind.Number), new ListField("hold", "Legal hold", FieldKind.YesNo));
        var inRow = s_shown with { InPanel = false };

        Assert.Equal(("3", "3<span class=\"unit\">deals</span>"), (s_shown.Of(deals, new() { Number = 3 }, null), inRow.Of(deals, new() { Number = 3 }, null)));
        Assert.Equal(("no", ""), (s_shown.Of(hold, new() { Number = 0 }, null), inRow.Of(hold, new() { Number = 0 }, null)));
    }

    [Fact]
    public void Leads_to_the_record_it_speaks_of() =>
        Assert.Equal($"/talents/{s_other}", Render(builder => builder.AddMarkupContent(0, s_shown.Of(new("talent", "Talent", FieldKind.Text) { LinksTo = "agency.talents" }, new() { Text = "Iris", Link = s_other }, null))).Find("a").GetAttribute("href"));
}
