using Agency.Data;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shared;

/// <summary>What a list shows, with the page's address as its memory. A browser reports each address a moment after it was asked to go there: what is asked for next
/// builds on what is wanted, and a report of an address that was left again already is ignored.</summary>
sealed class ListAddress(Func<PageQuery, string> url)
{
    string? _underway;

    public PageQuery Wanted { get; private set; } = new();

    /// <summary>Takes what the address says; false where it is an old report.</summary>
    public bool Take(PageQuery address)
    {
        if (_underway is not null && _underway != url(address))
            return false;
        (Wanted, _underway) = (address, null);
        return true;
    }

    /// <summary>Goes where the query stands in the address. What is being typed leaves one entry in the browser's history, not one per letter.</summary>
    public void Go(NavigationManager navigation, PageQuery query)
    {
        if (url(query) == url(Wanted))
            return;
        var typing = query.Search != Wanted.Search && !string.IsNullOrEmpty(Wanted.Search);
        (Wanted, _underway) = (query, url(query));
        navigation.NavigateTo(_underway, replace: typing);
    }
}
