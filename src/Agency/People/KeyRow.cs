namespace Agency.People;

/// <summary>A machine's key: what it may ask for, and until when. UTC.</summary>
public sealed record KeyRow(Guid Id, string Name, IReadOnlyList<string> Operations, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>Whose key a secret is, and what it may ask for.</summary>
public sealed record MachineKey(Guid Id, Guid PersonId, IReadOnlyList<string> Operations);
