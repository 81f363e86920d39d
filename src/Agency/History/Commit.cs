using System.Net;

namespace Agency.History;

sealed class Commit
{
    public long Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Guid? ActorId { get; private set; }
    public string ActorName { get; private set; } = "";
    public string Source { get; private set; } = "";
    public string Intent { get; private set; } = "";
    public string Detail { get; private set; } = "{}";
    public string? Reason { get; private set; }
    public Guid? RequestId { get; private set; }
    public string DbUser { get; private set; } = "";
    public IPAddress? ClientAddr { get; private set; }
    public string? Application { get; private set; }
    public List<Change> Changes { get; } = [];
}

sealed class Change
{
    public long CommitId { get; private set; }
    public long Seq { get; private set; }
    public string TableName { get; private set; } = "";
    public string? RowId { get; private set; }
    public long RowKey { get; private set; }
    public char Action { get; private set; }
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public Commit? Commit { get; private set; }
}
