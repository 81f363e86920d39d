namespace Agency.People;

sealed record KeyCreated(string Name, IReadOnlyList<string> Operations, DateTimeOffset ExpiresAt) : BusinessEvent("key.created");

sealed record KeyRevoked(Guid KeyId) : BusinessEvent("key.revoked");
