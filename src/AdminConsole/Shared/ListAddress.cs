using Agency.Data;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shared;

/// <summary>What a list shows, with the page's address as its memory. A browser reports each address a moment after it was asked to go there: what is asked for next
/// builds on what is wanted, and a report of an address that was left again already is ignored.</summary>
/// <param name="url">The address of what is wanted.</param>
/// <param name="typed">What of it is being typed, letter by letter.</param>
/// <param name="start">What it is before any address is known.</param>
class ListAddress<T>(Func<T, string> url, Func<T, string?> typed, T start) where T : class
{
    string? _underway;

    public T Wanted { get; private set; } = start;

    /// <summary>Takes what the address says; false where it is an old report.</summary>
    public bool Take(T address)
    {
        if (_underway is not null && _underway != url(address))
            return false;
        (Wanted, _underway) = (address, null);
        return true;
    }

    /// <summary>Goes where the query stands in the address. What is being typed leaves one entry in the browser's history, not one per letter.</summary>
    public void Go(NavigationManager navigation, T query, bool replace = false)
    {
        if (url(query) == url(Wanted))
            return;
        var typing = typed(query) != typed(Wanted) && !string.IsNullOrEmpty(typed(Wanted));
        (Wanted, _underway) = (query, url(query));
        navigation.NavigateTo(_underway, replace: typing || replace);
    }
}

/// <summary>That of a list with search, state, sort and page.</summary>
sealed class ListAddress(Func<PageQuery, string> url) : ListAddress<PageQuery>(url, query => query.Search, new PageQuery());
