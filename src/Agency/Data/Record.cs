namespace Agency.Data;

/// <summary>What keyset paging breaks ties by.</summary>
interface IKeyed
{
    Guid Id { get; }
}

/// <summary>The columns every business table has. <see cref="Version"/> is PostgreSQL's xmin: it decides who saved first.</summary>
abstract class Record : IKeyed
{
    public Guid Id { get; set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public DateTimeOffset? DeletedAt { get; private set; }
    public uint Version { get; private set; }
}
