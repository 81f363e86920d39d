namespace Agency.Approvals;

sealed record RequestPlanned(string Operation) : BusinessEvent("request.planned");

sealed record RequestSubmitted(Guid RequestId) : BusinessEvent("request.submitted");

sealed record RequestDecided(Guid RequestId, string Decision) : BusinessEvent("request.decided");

sealed record RequestApplied(Guid RequestId) : BusinessEvent("request.applied");
