namespace Agency.Deals;

sealed record DealAdded(string Title) : BusinessEvent("deal.added");

sealed record DealEdited(Guid DealId, string Title) : BusinessEvent("deal.edited");

sealed record DealMoved(Guid DealId, string? Title, string Stage, string? Reason) : BusinessEvent("deal.moved");

sealed record DealShared(Guid DealId, string? Title) : BusinessEvent("deal.shared");
