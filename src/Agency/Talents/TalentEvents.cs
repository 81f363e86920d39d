namespace Agency.Talents;

sealed record TalentAdded(string StageName) : BusinessEvent("talent.added");

sealed record TalentEdited(Guid TalentId, string StageName) : BusinessEvent("talent.edited");
