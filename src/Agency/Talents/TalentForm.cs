using System.ComponentModel.DataAnnotations;

namespace Agency.Talents;

/// <summary>What an admin fills in about a talent. <see cref="Version"/> is the row's version when the form was opened.</summary>
public sealed record TalentForm : IValidatableObject
{
    [Required(ErrorMessage = "A talent needs a stage name."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string StageName { get; set; } = "";

    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? LegalName { get; set; }

    [EnumDataType(typeof(TalentType), ErrorMessage = "Choose one of the list.")]
    public TalentType Type { get; set; }

    [EnumDataType(typeof(TalentStatus), ErrorMessage = "Choose one of the list.")]
    public TalentStatus Status { get; set; }

    [StringLength(60, ErrorMessage = "At most 60 characters.")]
    public string? Pronouns { get; set; }

    [RegularExpression("^[A-Z]{2}$", ErrorMessage = "Two capital letters, as in GB.")]
    public string? Country { get; set; }

    /// <summary>Comma separated, as it is typed.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Niches { get; set; }

    /// <summary>Percent, with up to two digits after the point; kept as basis points.</summary>
    [Range(typeof(decimal), "0", "100", ParseLimitsInInvariantCulture = true, ErrorMessage = "Between 0 and 100 percent.")]
    public decimal CommissionPercent { get; set; } = 20;

    [Required(ErrorMessage = "Which currency are payouts made in?"), RegularExpression("^[A-Z]{3}$", ErrorMessage = "Three capital letters, as in GBP.")]
    public string PayoutCurrency { get; set; } = "GBP";

    [StringLength(4000, ErrorMessage = "At most 4,000 characters.")]
    public string? Bio { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (decimal.Round(CommissionPercent, 2) != CommissionPercent)
            yield return new("At most two digits after the point.", [nameof(CommissionPercent)]);
        if (string.IsNullOrWhiteSpace(StageName))
            yield return new("A talent needs a stage name.", [nameof(StageName)]);
    }

    internal static TalentForm Of(Talent t) => new()
    {
        StageName = t.StageName,
        LegalName = t.LegalName,
        Type = t.Type,
        Status = t.Status,
        Pronouns = t.Pronouns,
        Country = t.Country,
        Niches = string.Join(", ", t.Niches),
        CommissionPercent = t.DefaultCommissionBps / 100m,
        PayoutCurrency = t.PayoutCurrency,
        Bio = t.Bio,
        Version = t.Version,
    };

    internal void WriteTo(Talent t)
    {
        t.StageName = StageName.Trim();
        t.LegalName = Text.OrNull(LegalName);
        t.Type = Type;
        t.Status = Status;
        t.Pronouns = Text.OrNull(Pronouns);
        t.Country = Text.OrNull(Country);
        t.Niches = Niches?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        t.DefaultCommissionBps = (int)(CommissionPercent * 100);
        t.PayoutCurrency = PayoutCurrency;
        t.Bio = Text.OrNull(Bio);
    }
}
