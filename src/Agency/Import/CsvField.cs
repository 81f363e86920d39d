namespace Agency.Import;

/// <summary>What a value of a file may refer to.</summary>
enum CsvPoints { Nowhere, Talent, Company, Person }

/// <summary>Something a column of a file can be: a property of the form, by our word and others' for it.</summary>
public sealed record CsvField(string Property, string Label, params IReadOnlyList<string> OtherNames)
{
    /// <summary>The record's own id, by which it is found again.</summary>
    public const string Id = "Id";

    internal CsvPoints Points { get; init; }

    internal bool IsCalled(string header) => OtherNames.Append(Label).Append(Property).Any(name => Plain(name) == Plain(header));

    internal static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
