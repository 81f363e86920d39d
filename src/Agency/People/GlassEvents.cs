namespace Agency.People;

sealed record GlassBroken(string Reason, int Minutes) : BusinessEvent("glass.broken");

sealed record GlassEnded() : BusinessEvent("glass.ended");

sealed record GlassReviewed(Guid GlassId, string Verdict) : BusinessEvent("glass.reviewed");

sealed record RequestAppliedAlone(Guid RequestId) : BusinessEvent("request.applied_alone");

sealed record HoldersSuspended() : BusinessEvent("holders.suspended");
