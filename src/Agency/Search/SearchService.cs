using Agency.Documents;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.Search;

/// <summary>Finds any record by its name, code or title, also where a letter is wrong: talents, deals, companies, contacts, invoices, requests, and people and documents for those who may see them.</summary>
public sealed class SearchService
{
    /// <summary>How many of each kind.</summary>
    public const int OfAKind = 6;

    /// <summary>More than this is no name.</summary>
    const int Longest = 100;

    static readonly string s_now = EmbeddedSql.Read("Search/SearchService.sql");
    static readonly string s_then = s_now.Replace("from agency.", "from past.all_").Replace("join agency.", "join past.all_");

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal SearchService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>What is called so, of now or as of a moment, best first, a few of each kind. What takes longer than half a second of now, or three of the past, is cut off: what begins so
    /// is answered alone, as not complete.</summary>
    public async Task<SearchAnswer> FindAsync(string? typed, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        if (Text.OrNull(typed) is not { Length: <= Longest } text)
            return new([]);
        try
        {
            return new(await AskAsync(text, everywhere: true, at, ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return new(at is null ? await AskAsync(text, everywhere: false, at, ct) : [], IsComplete: false);
        }
    }

    async Task<IReadOnlyList<FoundRecord>> AskAsync(string text, bool everywhere, DateTimeOffset? at, CancellationToken ct)
    {
        var me = await _current.IdAsync(ct);
        var seen = (await Sight.OfAsync(_store, me, ct)).Documents.Select(visibility => visibility.ToString().ToLowerInvariant()).ToArray();
        await using var db = await _store.ReadAsync(at, ct);
        await using var ours = at is null ? await db.Database.BeginTransactionAsync(ct) : null;
        var patience = at is null ? "500ms" : "3s";
        await db.Database.ExecuteSqlAsync($"""
            select set_config('statement_timeout', {patience}, true), set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
                   set_config('pg_trgm.word_similarity_threshold', '0.5', true)
            """, ct);
        var lower = text.ToLowerInvariant();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Word(int n) => KeysetPaging.Anywhere(words[Math.Min(n, words.Length - 1)]);
        var found = await db.Database.SqlQueryRaw<FoundRow>(at is null ? s_now : s_then, lower, KeysetPaging.Anywhere(lower)[1..], Word(0), Word(1), Word(2), OfAKind,
            me ?? Guid.Empty, everywhere && words.Max(w => w.Length) >= 3, everywhere && text.Length >= 4, seen).ToListAsync(ct);
        return found.ConvertAll(row => new FoundRecord(row.Table, row.Id, row.Name, row.Code, row.Detail, (SearchMatch)row.Match));
    }

    sealed record FoundRow(string Table, Guid Id, string Name, string? Code, string? Detail, int Match);
}
