namespace Agency.Deals;

sealed record DealAdded(string Title) : BusinessEvent("deal.added");

sealed record DealEdited(Guid DealId, string Title) : BusinessEvent("deal.edited");
