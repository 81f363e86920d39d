using System.ComponentModel.DataAnnotations;

namespace Agency.Deals;

/// <summary>Where and how long a client may use what was made.</summary>
public sealed record UsageRightForm : IValidatableObject
{
    public static readonly IReadOnlyList<string> AllMedia = ["organic", "paid", "whitelisting", "ooh", "tv"];

    /// <summary>Of <see cref="AllMedia"/>, separated by commas.</summary>
    [Required(ErrorMessage = "In which media?")]
    public string Media { get; set; } = "organic";

    /// <summary>Countries or regions, separated by commas.</summary>
    [Required(ErrorMessage = "Where? Write worldwide for everywhere."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string Territories { get; set; } = "worldwide";

    [Required(ErrorMessage = "From when?")]
    public DateOnly? StartsOn { get; set; }

    [Range(1, 36500, ErrorMessage = "Between 1 and 36,500 days.")]
    public int DurationDays { get; set; } = 90;

    /// <summary>In major units of the deal's currency.</summary>
    [Range(typeof(decimal), "0", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "Not below zero, at most 1,000,000,000.")]
    public decimal? RenewalFee { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Text.Values(Media) is not { Length: > 0 } media || media.Except(AllMedia, StringComparer.Ordinal).Any())
            yield return new($"Of {string.Join(", ", AllMedia)}.", [nameof(Media)]);
        if (Text.Values(Territories).Length == 0)
            yield return new("Where? Write worldwide for everywhere.", [nameof(Territories)]);
    }

    internal static UsageRightForm Of(UsageRight r, string currency) => new()
    {
        Media = string.Join(", ", r.Media), Territories = string.Join(", ", r.Territories), StartsOn = r.StartsOn, DurationDays = r.DurationDays,
        RenewalFee = r.RenewalFeeMinor is { } minor ? Money.ToMajor(minor, currency) : null, Version = r.Version,
    };

    internal void WriteTo(UsageRight r, string currency)
    {
        r.Media = Text.Values(Media);
        r.Territories = Text.Values(Territories);
        r.StartsOn = StartsOn!.Value;
        r.DurationDays = DurationDays;
        r.EndsOn = r.StartsOn.AddDays(DurationDays - 1);
        r.RenewalFeeMinor = RenewalFee is { } fee ? Money.ToMinor(fee, currency) : null;
    }
}

/// <summary>What a talent may not do for others while it holds.</summary>
public sealed record ExclusivityForm : IValidatableObject
{
    [Required(ErrorMessage = "Exclusive for which kind of goods?"), StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string Category { get; set; } = "";

    /// <summary>Names, separated by commas.</summary>
    [StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string? Competitors { get; set; }

    /// <summary>Countries or regions, separated by commas.</summary>
    [Required(ErrorMessage = "Where? Write worldwide for everywhere."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string Territories { get; set; } = "worldwide";

    [Required(ErrorMessage = "From when?")]
    public DateOnly? StartsOn { get; set; }

    [Required(ErrorMessage = "Until when?")]
    public DateOnly? EndsOn { get; set; }

    /// <summary>In major units of the deal's currency.</summary>
    [Range(typeof(decimal), "0", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "Not below zero, at most 1,000,000,000.")]
    public decimal? Fee { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EndsOn < StartsOn)
            yield return new("It cannot end before it starts.", [nameof(EndsOn)]);
        if (Text.Values(Territories).Length == 0)
            yield return new("Where? Write worldwide for everywhere.", [nameof(Territories)]);
    }

    internal static ExclusivityForm Of(Exclusivity e, string currency) => new()
    {
        Category = e.Category, Competitors = string.Join(", ", e.Competitors), Territories = string.Join(", ", e.Territories), StartsOn = e.StartsOn, EndsOn = e.EndsOn,
        Fee = e.FeeMinor is { } minor ? Money.ToMajor(minor, currency) : null, Version = e.Version,
    };

    internal void WriteTo(Exclusivity e, string currency)
    {
        e.Category = Category.Trim().ToLowerInvariant();
        e.Competitors = Text.Values(Competitors, lower: false);
        e.Territories = Text.Values(Territories);
        e.StartsOn = StartsOn!.Value;
        e.EndsOn = EndsOn!.Value;
        e.FeeMinor = Fee is { } fee ? Money.ToMinor(fee, currency) : null;
    }
}
