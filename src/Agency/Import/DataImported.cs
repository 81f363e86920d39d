namespace Agency.Import;

/// <summary>Another application's database was brought in: how many rows of each of its tables came, and how many could not.</summary>
public sealed record DataImported(string Source, IReadOnlyDictionary<string, int> New, int CannotCome) : BusinessEvent("data.imported");

/// <summary>The sample got people to sign in with.</summary>
public sealed record SamplePeopleAdded(IReadOnlyList<string> People) : BusinessEvent("sample.people_added");
