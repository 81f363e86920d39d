namespace Agency.People;

sealed record PersonInvited(string Name, IReadOnlyList<string> Emails) : BusinessEvent("person.invited");

sealed record PersonEdited(Guid PersonId, string Name) : BusinessEvent("person.edited");

sealed record PersonActivated(Guid PersonId) : BusinessEvent("person.activated");

sealed record SessionsEnded(Guid PersonId) : BusinessEvent("sessions.ended");

sealed record RoleGranted(Guid PersonId, string Role) : BusinessEvent("role.granted");

sealed record RoleChanged(Guid GrantId) : BusinessEvent("role.changed");

sealed record RoleTaken(Guid GrantId) : BusinessEvent("role.taken");

sealed record DelegationEnded(Guid DelegationId) : BusinessEvent("delegation.ended");

sealed record HolderSuspended(Guid HolderId) : BusinessEvent("holder.suspended");
