using Agency.Deals;
using Microsoft.EntityFrameworkCore;

namespace Agency.History;

public sealed partial class HistoryService
{
    /// <summary>The commits that the query asks for, newest first; <paramref name="cursor"/> is a neighbour that an earlier page named.</summary>
    public async Task<Page<CommitRow>> LogAsync(LogQuery query, string? cursor = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var commits = (query.Table is { } table ? db.Commits.FromSqlRaw(EmbeddedSql.Read("History/CommitsOfTable.sql"), table) : db.Commits).Where(c =>
            (query.Person == null || c.ActorId == query.Person) && (query.Intent == null || c.Intent == query.Intent)
            && (query.Request == null || c.RequestId == query.Request) && (query.Source == null || c.Source == query.Source));
        if (query.From is not null || query.Until is not null)
        {
            var (from, until) = (query.From?.ToUniversalTime(), query.Until?.ToUniversalTime());
            var ids = await db.Database.SqlQuery<IdBounds>($"""select low as "Low", high as "High" from history.commit_bounds({from}::timestamptz, {until}::timestamptz)""").SingleAsync(ct);
            commits = commits.Where(c => c.Id >= ids.Low && c.Id <= ids.High && (from == null || c.At >= from) && (until == null || c.At < until));
        }
        var (backwards, id) = Place(cursor);
        if (id is not null)
            commits = commits.Where(c => backwards ? c.Id > id : c.Id < id);
        var found = await (backwards ? commits.OrderBy(c => c.Id) : commits.OrderByDescending(c => c.Id)).Take(PageSize + 1).ToListAsync(ct);
        var more = found.Count > PageSize;
        found = found.Take(PageSize).OrderByDescending(c => c.Id).ToList();
        return new Page<CommitRow>(await RowsAsync(db, found, ct),
            Next: found.Count > 0 && (backwards || more) ? $"<{found[^1].Id}" : null,
            Previous: found.Count > 0 && (backwards ? more : id is not null) ? $">{found[0].Id}" : null);
    }

    /// <summary>One commit; null where there is none. <see cref="ChangesAsync"/> has what it changed.</summary>
    public async Task<CommitRow?> CommitAsync(long id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return (await RowsAsync(db, await db.Commits.Where(c => c.Id == id).ToListAsync(ct), ct)).SingleOrDefault();
    }

    /// <summary>The people who have made commits, by name.</summary>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.IgnoreQueryFilters().Where(p => db.Commits.Any(c => c.ActorId == p.Id)).OrderBy(p => p.DisplayName).ThenBy(p => p.Id)
            .Select(p => new Choice(p.Id, p.DisplayName)).ToListAsync(ct);
    }

    /// <summary>The tables under history, with their schemas.</summary>
    public async Task<IReadOnlyList<string>> TablesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Database.SqlQuery<string>($"""select table_name as "Value" from guard.protected order by 1""").ToListAsync(ct);
    }

    /// <summary>The intents a commit may have.</summary>
    public static IReadOnlyList<string> Intents => Diary.Intents;

    static (bool Backwards, long? Id) Place(string? cursor) =>
        cursor is ['<' or '>', ..] && long.TryParse(cursor.AsSpan(1), out var id) ? (cursor[0] == '>', id) : (false, null);

    static async Task<IReadOnlyList<CommitRow>> RowsAsync(AgencyDb db, List<Commit> commits, CancellationToken ct)
    {
        var ids = commits.Select(c => c.Id).ToArray();
        var facts = (await db.Database.SqlQueryRaw<Facts>(EmbeddedSql.Read("History/CommitFacts.sql"), ids).ToListAsync(ct)).ToDictionary(f => f.Id);
        return commits.ConvertAll(c => Row(c, facts[c.Id]));
    }

    static CommitRow Row(Commit c, Facts facts) => new(c.Id, c.At, facts.CommittedAt, c.ActorId, c.ActorName, c.Source, c.Intent, c.Detail, c.Reason, c.RequestId,
        ApprovedBy(c.Detail), c.DbUser, c.ClientAddr?.ToString(), c.Application, facts.Changes, facts.Tables, facts.Sealed);

    sealed record IdBounds(long Low, long High);

    sealed record Facts(long Id, DateTimeOffset? CommittedAt, int? Changes, string[] Tables, bool Sealed);
}
