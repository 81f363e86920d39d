using AdminConsole.Lists;
using Agency.Data;
using Agency.History;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminConsole.Shared;

/// <summary>Every address of the console is made here, so that a link and the page it opens cannot drift apart. The moment one looks at goes along with every link.</summary>
static class Urls
{
    public const string SignOut = "/sign-out";
    public const string NewTalent = "/talents/new";

    public const string SignOutEverywhere = "/sign-out/everywhere";
    public const string SignedIn = "/sign-in/done";
    public const string SignInSettings = "/settings/sign-in";

    public static string SignIn(string? returnUrl = null, string? refused = null) => With("/sign-in", ("returnUrl", returnUrl), ("refused", refused));

    public static string SignInWithProvider(string? returnUrl) => With("/sign-in/provider", ("returnUrl", returnUrl));

    public static string SignInAgain(string returnUrl) => With("/sign-in/again", ("returnUrl", returnUrl));

    public static string ConfirmSignIn(string? returnUrl) => With("/sign-in/confirm", ("returnUrl", returnUrl));

    public static string Home(DateTimeOffset? at = null) => With("/", ("at", Moment(at)));

    public static string Talents(ListPlace? list = null, DateTimeOffset? at = null) => List("talents", list, at);

    public static string EditTalent(Guid id) => $"/talents/{id}/edit";

    public static string Talent(Guid id, string? tab = null, DateTimeOffset? at = null, string? edit = null) => With($"/talents/{id}", ("tab", tab), ("edit", edit), ("at", Moment(at)));

    public static string Deals(ListPlace? list = null, DateTimeOffset? at = null) => List("deals", list, at);

    /// <summary>A list of records by its name.</summary>
    public static string List(string name, ListPlace? place = null, DateTimeOffset? at = null) => With("/" + name, ("q", place?.Search), ("f", place?.Filter), ("sort", place?.Sort), ("cols", place?.Columns),
        ("view", place?.View), ("after", place?.After), ("rows", place?.Rows is > ListPlace.Page ? place.Rows.ToString() : null), ("peek", place?.Peek?.ToString()), ("at", Moment(at)));

    /// <summary>A list as a file: csv or xlsx.</summary>
    public static string ListFile(string name, PageQuery query, string format, DateTimeOffset? at = null) => With($"/files/lists/{name}", ("q", query.Search), ("f", query.Filter), ("sort", query.Sort),
        ("cols", query.Columns is null ? null : string.Join('.', query.Columns)), ("format", format), ("at", Moment(at)));

    /// <summary>Where a file comes into a list of this name: talents, companies, contacts, deals.</summary>
    public static string Import(string list) => $"/import/{list}";

    public static string NewDeal(Guid? talent = null) => With("/deals/new", ("talent", talent?.ToString()));

    public static string EditDeal(Guid id) => $"/deals/{id}/edit";

    public static string Deal(Guid id, string? tab = null, DateTimeOffset? at = null, string? edit = null) => With($"/deals/{id}", ("tab", tab), ("edit", edit), ("at", Moment(at)));

    public static string Deliverables(ListPlace? list = null, DateTimeOffset? at = null) => List("deliverables", list, at);

    /// <summary>Leads on to its deal, where it is.</summary>
    public static string Deliverable(Guid id, DateTimeOffset? at = null) => With($"/deliverables/{id}", ("at", Moment(at)));

    public const string Board = "/deals/board";

    public static string Calendar(DateOnly? month = null, string? view = null, Guid? talent = null, DateTimeOffset? at = null) =>
        With("/calendar", ("month", month?.ToString("yyyy-MM")), ("view", view), ("talent", talent?.ToString()), ("at", Moment(at)));

    public const string NewCompany = "/companies/new";

    public static string Companies(ListPlace? list = null, DateTimeOffset? at = null) => List("companies", list, at);

    public static string Company(Guid id, string? tab = null, DateTimeOffset? at = null, string? edit = null) => With($"/companies/{id}", ("tab", tab), ("edit", edit), ("at", Moment(at)));

    public static string EditCompany(Guid id) => $"/companies/{id}/edit";

    public static string Contacts(ListPlace? list = null, DateTimeOffset? at = null) => List("contacts", list, at);

    public static string NewContact(Guid? company = null) => With("/contacts/new", ("company", company?.ToString()));

    public static string Contact(Guid id, string? tab = null, DateTimeOffset? at = null) => With($"/contacts/{id}", ("tab", tab), ("at", Moment(at)));

    public static string EditContact(Guid id) => $"/contacts/{id}/edit";

    /// <summary>A document; <paramref name="show"/> the version to look at, <paramref name="refused"/> why a file did not come.</summary>
    public static string Document(Guid id, DateTimeOffset? at = null, Guid? show = null, string? edit = null, string? refused = null) =>
        With($"/documents/{id}", ("show", show?.ToString()), ("edit", edit), ("refused", refused), ("at", Moment(at)));

    public static string Documents(ListPlace? list = null, DateTimeOffset? at = null) => List("documents", list, at);

    public const string AddDocument = "/documents/new";

    public static string AddVersion(Guid document) => $"/documents/{document}/versions";

    /// <summary>A file to keep, or, where a browser can do so without running anything of it, to look at.</summary>
    public static string File(Guid version, bool look = false) => $"/documents/files/{version}" + (look ? "/look" : "");

    public static string Invoices(ListPlace? list = null, DateTimeOffset? at = null) => List("invoices", list, at);

    public static string OverdueInvoices(DateTimeOffset? at = null) => Invoices(new() { Filter = "status~is-issued,part_paid;kind~is-invoice;due~overdue", Sort = "due" }, at);

    public static string NewInvoice(Guid deal) => With("/invoices/new", ("deal", deal.ToString()));

    public static string EditInvoice(Guid id) => $"/invoices/{id}/edit";

    public static string Invoice(Guid id, DateTimeOffset? at = null) => With($"/invoices/{id}", ("at", Moment(at)));

    public static string PrintInvoice(Guid id, DateTimeOffset? at = null) => With($"/invoices/{id}/print", ("at", Moment(at)));

    public static string Payouts(ListPlace? list = null, DateTimeOffset? at = null) => List("payouts", list, at);

    public static string Payout(Guid id, DateTimeOffset? at = null) => With($"/payouts/{id}", ("at", Moment(at)));

    public static string Numbers(int? days = null, DateTimeOffset? at = null) => With("/numbers", ("days", days?.ToString()), ("at", Moment(at)));

    public static string Inbox(string? tab = null, string? after = null, DateTimeOffset? at = null) => With("/inbox", ("tab", tab), ("after", after), ("at", Moment(at)));

    public static string Request(Guid id, DateTimeOffset? at = null) => With($"/requests/{id}", ("at", Moment(at)));

    public const string InvitePerson = "/people/new";
    public const string BreakGlass = "/break-glass";

    public static string People(PageQuery? list = null) => With("/people", ("q", list?.Search), ("state", list?.State), ("sort", list?.Sort), ("after", list?.Cursor));

    public static string Person(Guid id, string? tab = null) => With($"/people/{id}", ("tab", tab));

    public static string EditPerson(Guid id) => $"/people/{id}/edit";

    public static string Notifications(string? tab = null, string? named = null, long? before = null) => With("/notifications", ("tab", tab), ("event", named), ("before", before?.ToString()));

    /// <summary>The policies, at one of them where it is named.</summary>
    public static string Policies(Guid? policy = null, DateTimeOffset? at = null) => With("/policies", ("at", Moment(at))) + (policy is { } id ? $"#policy-{id}" : "");

    public const string NewPolicy = "/policies/new";

    public static string EditPolicy(Guid id) => $"/policies/{id}/edit";

    /// <summary>The trash; of one table by its plain name: deals.</summary>
    public static string Trash(DateTimeOffset? at = null, string? table = null) => With("/trash", ("table", table), ("at", Moment(at)));

    public static string History(LogQuery? log = null, string? after = null, DateTimeOffset? at = null) => With("/history", ("person", log?.Person?.ToString()), ("table", log?.Table),
        ("what", log?.Intent), ("request", log?.Request?.ToString()), ("source", log?.Source), ("from", Moment(log?.From)), ("until", Moment(log?.Until)), ("after", after), ("at", Moment(at)));

    public static string Commit(long id, long? before = null, DateTimeOffset? at = null) => With($"/history/{id}", ("before", before?.ToString()), ("at", Moment(at)));

    public static string Diff(DateTimeOffset? from = null, DateTimeOffset? until = null, string? table = null, string? after = null, DateTimeOffset? at = null) =>
        With("/history/diff", ("from", Moment(from)), ("until", Moment(until)), ("table", table), ("after", after), ("at", Moment(at)));

    /// <summary>The page of a table's row; null where rows of it have none.</summary>
    public static string? Row(string table, string? rowId, DateTimeOffset? at = null) => (table, Guid.TryParse(rowId, out var id)) switch
    {
        ("agency.talents", true) => Talent(id, at: at),
        ("agency.deals", true) => Deal(id, at: at),
        ("agency.invoices", true) => Invoice(id, at),
        ("agency.payouts", true) => Payout(id, at),
        ("agency.companies", true) => Company(id, at: at),
        ("agency.contacts", true) => Contact(id, at: at),
        ("agency.deliverables", true) => Deliverable(id, at),
        ("agency.documents", true) => Document(id, at),
        ("agency.policies", true) => Policies(id, at),
        ("agency.people", true) when at is null => Person(id),
        ("guard.requests", true) => Request(id, at),
        _ => null,
    };

    /// <summary>The row that an address is the page of, also while it is edited; null where it is none's.</summary>
    public static (string Table, Guid Id)? RecordAt(string address) => new Uri(address).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var kind, var id, ..] when Guid.TryParse(id, out var row) && s_recordPages.TryGetValue(kind, out var table) => (table, row),
        _ => null,
    };

    static readonly Dictionary<string, string> s_recordPages = new(StringComparer.Ordinal)
    {
        ["talents"] = "agency.talents",
        ["deals"] = "agency.deals",
        ["companies"] = "agency.companies",
        ["contacts"] = "agency.contacts",
        ["invoices"] = "agency.invoices",
        ["documents"] = "agency.documents",
        ["people"] = "agency.people",
        ["requests"] = "guard.requests",
    };

    /// <summary>The same page at another moment, or now; a list begins again.</summary>
    public static string AsOf(string address, DateTimeOffset? at)
    {
        var page = new Uri(address);
        var kept = QueryHelpers.ParseQuery(page.Query).Where(part => part.Key is not ("at" or "after" or "before")).Select(part => (part.Key, (string?)part.Value.ToString()));
        return With(page.AbsolutePath, [.. kept, ("at", Moment(at))]);
    }

    /// <summary>2026-11-20T14:30Z, to the microsecond where it has any.</summary>
    public static string? Moment(DateTimeOffset? at) => at?.UtcDateTime switch
    {
        null => null,
        { Second: 0 } whole when whole.Ticks % TimeSpan.TicksPerSecond == 0 => whole.ToString("yyyy-MM-ddTHH:mmZ"),
        { } exact => exact.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ"),
    };

    static string With(string path, params (string Key, string? Value)[] query) => QueryHelpers.AddQueryString(path,
        query.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Key, part.Value)));
}
