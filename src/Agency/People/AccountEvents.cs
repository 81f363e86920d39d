namespace Agency.People;

sealed record SignedInWithProvider(string Issuer) : BusinessEvent("person.signed_in");
