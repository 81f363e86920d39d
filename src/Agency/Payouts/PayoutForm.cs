using System.ComponentModel.DataAnnotations;

namespace Agency.Payouts;

/// <summary>A payout as it is typed, in major units. Without an amount: everything that can be paid out in that currency.</summary>
public sealed record PayoutForm : IValidatableObject
{
    public Guid? TalentId { get; set; }

    public Guid? ExternalPartyId { get; set; }

    [Required(ErrorMessage = "In which currency?"), RegularExpression("^[A-Z]{3}$", ErrorMessage = "Three capital letters, as in GBP.")]
    public string Currency { get; set; } = "GBP";

    [Range(typeof(decimal), "0.0001", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "More than nothing, at most 1,000,000,000.")]
    public decimal? Amount { get; set; }

    public DateOnly? ScheduledOn { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TalentId is null == ExternalPartyId is null)
            yield return new("Who is paid?", [nameof(TalentId)]);
    }
}

/// <summary>Bank details as they are typed.</summary>
public sealed record BankAccountForm : IValidatableObject
{
    public Guid? TalentId { get; set; }

    public Guid? ExternalPartyId { get; set; }

    [Required(ErrorMessage = "Whose account is it?"), StringLength(140, ErrorMessage = "At most 140 characters.")]
    public string HolderName { get; set; } = "";

    /// <summary>An IBAN, or the account number where a country has none. Spaces do not matter.</summary>
    [Required(ErrorMessage = "Which account?")]
    public string Iban { get; set; } = "";

    [RegularExpression("^[A-Za-z0-9]{8}([A-Za-z0-9]{3})?$", ErrorMessage = "8 or 11 letters and digits.")]
    public string? Bic { get; set; }

    [Required(ErrorMessage = "In which currency?"), RegularExpression("^[A-Z]{3}$", ErrorMessage = "Three capital letters, as in GBP.")]
    public string Currency { get; set; } = "GBP";

    public uint Version { get; set; }

    internal string Number => new([.. Iban.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TalentId is null == ExternalPartyId is null)
            yield return new("Whose account is it?", [nameof(TalentId)]);
        if (Number is not { Length: >= 8 and <= 34 } number || number.Any(c => !char.IsAsciiLetterOrDigit(c)))
            yield return new("Between 8 and 34 letters and digits.", [nameof(Iban)]);
        else if (char.IsAsciiLetter(number[0]) && char.IsAsciiLetter(number[1]) && !HasRightCheckDigits(number))
            yield return new("The check digits do not fit: a digit is wrong or two are swapped.", [nameof(Iban)]);
    }

    /// <summary>ISO 13616: the number moved by four, letters as 10..35, is 1 modulo 97.</summary>
    internal static bool HasRightCheckDigits(string iban) =>
        (iban[4..] + iban[..4]).Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97) == 1;
}
