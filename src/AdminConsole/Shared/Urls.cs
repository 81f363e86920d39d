using Agency.Data;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminConsole.Shared;

/// <summary>Every address of the console is made here, so that a link and the page it opens cannot drift apart.</summary>
static class Urls
{
    public const string Home = "/";
    public const string SignOut = "/sign-out";

    public static string SignIn(string? returnUrl = null) => At("/sign-in", ("returnUrl", returnUrl));

    public static string Talents(PageQuery? list = null) => At("/talents", ("q", list?.Search), ("state", list?.State), ("sort", list?.Sort), ("after", list?.Cursor));

    public const string NewTalent = "/talents/new";

    public static string EditTalent(Guid id) => $"/talents/{id}/edit";

    public static string Talent(Guid id, string? tab = null, DateTimeOffset? at = null) => At($"/talents/{id}", ("tab", tab), ("at", Moment(at)));

    public static string Deals(PageQuery? list = null) => At("/deals", ("q", list?.Search), ("stage", list?.State), ("sort", list?.Sort), ("after", list?.Cursor));

    public static string NewDeal(Guid? talent = null) => At("/deals/new", ("talent", talent?.ToString()));

    public static string EditDeal(Guid id) => $"/deals/{id}/edit";

    public static string Deal(Guid id, string? tab = null, DateTimeOffset? at = null) => At($"/deals/{id}", ("tab", tab), ("at", Moment(at)));

    public static string Inbox(string? tab = null, string? after = null) => At("/inbox", ("tab", tab), ("after", after));

    public static string Request(Guid id) => $"/requests/{id}";

    public const string Trash = "/trash";

    public static string Commit(long id) => $"/history/{id}";

    /// <summary>The page of a table's row; null where rows of it have none.</summary>
    public static string? Row(string table, string rowId) => (table, Guid.TryParse(rowId, out var id)) switch
    {
        ("agency.talents", true) => Talent(id),
        ("agency.deals", true) => Deal(id),
        _ => null,
    };

    static string At(string path, params (string Key, string? Value)[] query) => QueryHelpers.AddQueryString(path,
        query.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Key, part.Value)));

    static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ");
}
