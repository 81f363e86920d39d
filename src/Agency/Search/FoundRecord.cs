namespace Agency.Search;

/// <summary>How well a name answers what was typed, best first: it is the same, begins so, has a word that begins so, has it somewhere, or is nearly it.</summary>
public enum SearchMatch { Exact, Beginning, Word, Anywhere, Nearly }

/// <summary>A record as a list of all kinds shows it.</summary>
/// <param name="Table">With its schema: <c>agency.deals</c>.</param>
/// <param name="Id">The row.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Code">Its number, where it has one.</param>
/// <param name="Detail">A deal's talent, a contact's or an invoice's company, of anything else the state or kind as the database spells it.</param>
/// <param name="Match">How it was found.</param>
public sealed record FoundRecord(string Table, Guid Id, string Name, string? Code, string? Detail, SearchMatch Match);

/// <summary>What a search found, best first; <paramref name="IsComplete"/> says whether it looked everywhere before its time was up.</summary>
public sealed record SearchAnswer(IReadOnlyList<FoundRecord> Rows, bool IsComplete = true);
