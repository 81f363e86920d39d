using AdminConsole.Shared;

namespace AdminConsole.Layout;

/// <summary>A page that the spine leads to.</summary>
/// <param name="Group">Under which heading it stands; Home has none.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Icon">Its drawing.</param>
/// <param name="Path">Its address without anything behind it.</param>
/// <param name="At">Its address at a moment, or now.</param>
/// <param name="Roles">Who may open it; null for everybody.</param>
/// <param name="AtHand">One of the four that a phone shows beside More.</param>
public sealed record Place(string Group, string Name, string Icon, string Path, Func<DateTimeOffset?, string> At, string? Roles = null, bool AtHand = false);

/// <summary>The pages of the spine, in its order. A new page is one more line.</summary>
static class Places
{
    public const string Inbox = "/inbox";

    public static IReadOnlyList<Place> All { get; } =
    [
        new("", "Home", "home", "/", at => Urls.Home(at), AtHand: true),
        new("Work", "Talents", "people", "/talents", at => Urls.Talents(at: at), AtHand: true),
        new("Work", "Deals", "deal", "/deals", at => Urls.Deals(at: at), AtHand: true),
        new("Work", "Deliverables", "deliverable", "/deliverables", at => Urls.Deliverables(at: at)),
        new("Work", "Companies", "company", "/companies", at => Urls.Companies(at: at)),
        new("Work", "Contacts", "contact", "/contacts", at => Urls.Contacts(at: at)),
        new("Work", "Documents", "file", "/documents", at => Urls.Documents(at: at)),
        new("Work", "Calendar", "calendar", "/calendar", at => Urls.Calendar(at: at)),
        new("Money", "Invoices", "invoice", "/invoices", at => Urls.Invoices(at: at)),
        new("Money", "Payouts", "payout", "/payouts", at => Urls.Payouts(at: at)),
        new("Money", "Numbers", "numbers", "/numbers", at => Urls.Numbers(at: at), "admin,manager,finance"),
        new("Control", "Inbox", "inbox", Inbox, at => Urls.Inbox(at: at), AtHand: true),
        new("Control", "History", "history", "/history", at => Urls.History(at: at)),
        new("Control", "Trash", "trash", "/trash", at => Urls.Trash(at)),
        new("Control", "Policies", "seal", "/policies", at => Urls.Policies(at: at), "admin,approver"),
        new("Control", "People", "person", "/people", _ => Urls.People(), "admin,approver"),
    ];
}
