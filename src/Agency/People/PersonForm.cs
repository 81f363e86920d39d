using System.ComponentModel.DataAnnotations;

namespace Agency.People;

/// <summary>What an admin fills in about a person. <see cref="Version"/> is the row's version when the form was opened.</summary>
public sealed record PersonForm : IValidatableObject
{
    static readonly EmailAddressAttribute s_email = new();

    [Required(ErrorMessage = "A person needs a name."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Name { get; set; } = "";

    /// <summary>Comma separated, as it is typed. Whoever signs in with one of them, verified by the identity provider, is this person.</summary>
    [Required(ErrorMessage = "A person needs an e-mail to sign in with."), StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string Emails { get; set; } = "";

    public uint Version { get; set; }

    internal string[] Addresses => [.. Emails.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Array.Find(Addresses, a => !s_email.IsValid(a)) is { } wrong)
            yield return new($"{wrong} is not an e-mail address.", [nameof(Emails)]);
    }

    internal static PersonForm Of(Person p) => new() { Name = p.DisplayName, Emails = string.Join(", ", p.Emails), Version = p.Version };
}
