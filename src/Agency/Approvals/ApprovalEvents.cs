namespace Agency.Approvals;

sealed record RequestPlanned(string Operation) : BusinessEvent("request.planned");

sealed record RequestSubmitted(Guid RequestId) : BusinessEvent("request.submitted");

sealed record RequestDecided(Guid RequestId, string Decision) : BusinessEvent("request.decided");

sealed record RequestApplied(Guid RequestId) : BusinessEvent("request.applied");

sealed record RequestWithdrawn(Guid RequestId) : BusinessEvent("request.withdrawn");

sealed record RequestCommented(Guid RequestId) : BusinessEvent("request.commented");

sealed record PolicyTightened(string Operation) : BusinessEvent("policy.tightened");
