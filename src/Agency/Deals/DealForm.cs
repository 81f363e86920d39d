using System.ComponentModel.DataAnnotations;

namespace Agency.Deals;

/// <summary>What an admin fills in about a deal. <see cref="Version"/> is the row's version when the form was opened.</summary>
public sealed record DealForm : IValidatableObject
{
    [Required(ErrorMessage = "A deal needs a title."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Title { get; set; } = "";

    [Required(ErrorMessage = "Whose deal is it?")]
    public Guid? TalentId { get; set; }

    public Guid? BrandId { get; set; }

    [EnumDataType(typeof(DealStage), ErrorMessage = "Choose one of the list.")]
    public DealStage Stage { get; set; }

    [EnumDataType(typeof(FeeType), ErrorMessage = "Choose one of the list.")]
    public FeeType FeeType { get; set; }

    /// <summary>In major units, as it is typed; kept in minor units of <see cref="Currency"/>.</summary>
    [Range(typeof(decimal), "0", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "Not below zero, at most 1,000,000,000.")]
    public decimal? Gross { get; set; }

    [Required(ErrorMessage = "In which currency?"), RegularExpression("^[A-Z]{3}$", ErrorMessage = "Three capital letters, as in GBP.")]
    public string Currency { get; set; } = "GBP";

    /// <summary>Percent, with up to two digits after the point; kept as basis points.</summary>
    [Range(typeof(decimal), "0", "100", ParseLimitsInInvariantCulture = true, ErrorMessage = "Between 0 and 100 percent.")]
    public decimal CommissionPercent { get; set; } = 20;

    [EnumDataType(typeof(CommissionOn), ErrorMessage = "Choose one of the list.")]
    public CommissionOn CommissionOn { get; set; }

    /// <summary>Part of the gross that is passed on, in major units.</summary>
    [Range(typeof(decimal), "0", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "Not below zero, at most 1,000,000,000.")]
    public decimal? Expenses { get; set; }

    /// <summary>Days after the invoice; null: as the brand pays.</summary>
    [Range(0, 365, ErrorMessage = "Between 0 and 365 days.")]
    public int? PaymentTermsDays { get; set; }

    public Guid? OwnerPersonId { get; set; }

    public DateOnly? SignedOn { get; set; }

    public DateOnly? StartsOn { get; set; }

    public DateOnly? EndsOn { get; set; }

    public DateOnly? ExpectedClose { get; set; }

    [StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string? LostReason { get; set; }

    [StringLength(4000, ErrorMessage = "At most 4,000 characters.")]
    public string? Notes { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Title))
            yield return new("A deal needs a title.", [nameof(Title)]);
        if (Gross is { } gross && decimal.Round(gross, Money.MinorDigits(Currency)) != gross)
            yield return new($"{Currency} has {Money.MinorDigits(Currency)} digits after the point.", [nameof(Gross)]);
        if (Expenses is { } expenses && decimal.Round(expenses, Money.MinorDigits(Currency)) != expenses)
            yield return new($"{Currency} has {Money.MinorDigits(Currency)} digits after the point.", [nameof(Expenses)]);
        if (decimal.Round(CommissionPercent, 2) != CommissionPercent)
            yield return new("At most two digits after the point.", [nameof(CommissionPercent)]);
        if (EndsOn < StartsOn)
            yield return new("It cannot end before it starts.", [nameof(EndsOn)]);
        if (Stage == DealStage.Lost && string.IsNullOrWhiteSpace(LostReason))
            yield return new("Why was it lost?", [nameof(LostReason)]);
    }

    internal static DealForm Of(Deal d) => new()
    {
        Title = d.Title,
        TalentId = d.TalentId,
        BrandId = d.BrandId,
        Stage = d.Stage,
        FeeType = d.FeeType,
        Gross = d.GrossMinor is { } minor ? Money.ToMajor(minor, d.Currency) : null,
        Currency = d.Currency,
        CommissionPercent = d.CommissionBps / 100m,
        CommissionOn = d.CommissionOn,
        Expenses = d.ExpensesMinor is { } passedOn ? Money.ToMajor(passedOn, d.Currency) : null,
        PaymentTermsDays = d.PaymentTermsDays,
        OwnerPersonId = d.OwnerPersonId,
        SignedOn = d.SignedOn,
        StartsOn = d.StartsOn,
        EndsOn = d.EndsOn,
        ExpectedClose = d.ExpectedClose,
        LostReason = d.LostReason,
        Notes = d.Notes,
        Version = d.Version,
    };

    internal void WriteTo(Deal d)
    {
        d.Title = Title.Trim();
        d.TalentId = TalentId!.Value;
        d.BrandId = BrandId;
        d.Stage = Stage;
        d.FeeType = FeeType;
        d.GrossMinor = Gross is { } gross ? Money.ToMinor(gross, Currency) : null;
        d.Currency = Currency;
        d.CommissionBps = (int)(CommissionPercent * 100);
        d.CommissionOn = CommissionOn;
        d.ExpensesMinor = Expenses is { } expenses ? Money.ToMinor(expenses, Currency) : null;
        d.PaymentTermsDays = PaymentTermsDays;
        d.OwnerPersonId = OwnerPersonId;
        d.SignedOn = SignedOn;
        d.StartsOn = StartsOn;
        d.EndsOn = EndsOn;
        d.ExpectedClose = ExpectedClose;
        d.LostReason = Text.OrNull(LostReason);
        d.Notes = Text.OrNull(Notes);
    }
}
