using AdminConsole.Shared;
using Agency.Lists;
using Money = AdminConsole.Shared.Money;

namespace AdminConsole.Lists;

/// <summary>How the values of a list are shown: in which zone moments are read, who people are, what its states are of, and whether it stands in a panel beside its label, where links are tabbed to, rather than in a row.</summary>
sealed record CellMarkup(ViewerZone Zone, DateTimeOffset Now, DateTimeOffset? At, IReadOnlyList<FieldChoice> People, string Family, bool InPanel)
{
    public string Of(ListField field, ListCell cell, string? currency) => field.Kind switch
    {
        FieldKind.Money => cell.Number is { } minor ? Money.Of(minor, currency ?? "") : "",
        FieldKind.Percent => cell.Number is { } bps ? Html.Text(Agency.Money.Percent((int)bps)) : "",
        FieldKind.YesNo => cell.Number == 1 ? "yes" : InPanel ? "no" : "",
        FieldKind.Number when InPanel => $"{cell.Number:N0}",
        FieldKind.Number => $"{cell.Number:N0}<span class=\"unit\">{Html.Text(field.Label.ToLowerInvariant())}</span>",
        FieldKind.Choice when field.Name is "stage" or "status" or "state" => StateChip.Chip(Family, cell.Text ?? ""),
        FieldKind.Choice => Html.Text(field.Choices.FirstOrDefault(c => c.Code == cell.Text)?.Words),
        FieldKind.Person => Html.Text(People.FirstOrDefault(p => p.Code == cell.Text)?.Words),
        FieldKind.Date => cell.Date is { } date ? $"{date:d MMM yyyy}" : "",
        FieldKind.Moment => cell.Moment is { } moment ? When.Of(moment, When.Text(moment, Now, Zone), Zone) : "",
        _ when cell.Link is { } link && field.LinksTo is { } table && Urls.Row(table, link.ToString(), At) is { } address => Link(address, cell.Text),
        _ => Html.Text(cell.Text),
    };

    public string Link(string address, string? text) => $"<a href=\"{Html.Text(address)}\"{(InPanel ? "" : " tabindex=\"-1\"")}>{Html.Text(text)}</a>";
}
