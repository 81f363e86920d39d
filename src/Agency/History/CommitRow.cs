namespace Agency.History;

/// <summary>Which commits of the log; what is null does not matter. <paramref name="Table"/> with its schema, <c>agency.talents</c>; commits that began from
/// <paramref name="From"/> on, and before <paramref name="Until"/>.</summary>
public sealed record LogQuery(Guid? Person = null, string? Table = null, string? Intent = null, Guid? Request = null, string? Source = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>One transaction. <paramref name="At"/>: when it began; <paramref name="CommittedAt"/>: when it committed, where the database still knows. <paramref name="Detail"/>:
/// the business event's properties, as JSON. <paramref name="Sealed"/>: a closed block has it.</summary>
public sealed record CommitRow(long Id, DateTimeOffset At, DateTimeOffset? CommittedAt, Guid? ActorId, string ActorName, string Source, string Intent, string Detail,
    string? Reason, Guid? RequestId, IReadOnlyList<string> ApprovedBy, string DbUser, string? Client, string? Application, int? Changes, IReadOnlyList<string> Tables, bool Sealed)
{
    /// <summary>The commit as a line of the agency's diary: "Ann moved Aria and 14 deals to the trash".</summary>
    public string Sentence => Diary.Sentence(this);
}

/// <summary>Who last set a field to the value it has, and in which commit.</summary>
public sealed record FieldBlame(string Field, string? Value, string ActorName, DateTimeOffset At, long CommitId, string Intent);

public enum Difference { Added, Changed, Removed }

/// <summary>A row that is not the same at two moments; <paramref name="Fields"/> before and after.</summary>
public sealed record RowDifference(string Table, string RowId, string Label, Difference Kind, IReadOnlyList<FieldChange> Fields);
