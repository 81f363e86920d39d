using System.ComponentModel.DataAnnotations;
using Agency.Deals;

namespace Agency.Talents;

/// <summary>Where a talent is followed.</summary>
public sealed record ChannelForm
{
    [EnumDataType(typeof(Platform), ErrorMessage = "Choose one of the list.")]
    public Platform Platform { get; set; }

    [Required(ErrorMessage = "A channel needs a handle."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Handle { get; set; } = "";

    [Url(ErrorMessage = "A whole address, as in https://….")]
    public string? Url { get; set; }

    [Range(0, int.MaxValue, ErrorMessage = "Not below zero.")]
    public int? Followers { get; set; }

    /// <summary>Percent; kept as basis points.</summary>
    [Range(typeof(decimal), "0", "100", ParseLimitsInInvariantCulture = true, ErrorMessage = "Between 0 and 100 percent.")]
    public decimal? EngagementPercent { get; set; }

    public bool IsActive { get; set; } = true;

    public uint Version { get; set; }

    internal static ChannelForm Of(TalentChannel c) => new()
    {
        Platform = c.Platform, Handle = c.Handle, Url = c.Url, Followers = c.Followers, EngagementPercent = c.EngagementBps / 100m, IsActive = c.IsActive, Version = c.Version,
    };

    internal void WriteTo(TalentChannel c, DateTimeOffset now)
    {
        var bps = (int?)(EngagementPercent * 100);
        if ((c.Followers, c.EngagementBps) != (Followers, bps))
            c.MeasuredAt = now;
        (c.Platform, c.Handle, c.Url, c.Followers, c.EngagementBps, c.IsActive) = (Platform, Handle.Trim().TrimStart('@'), Text.OrNull(Url), Followers, bps, IsActive);
    }
}

/// <summary>For how long, where and for which commission the agency represents a talent.</summary>
public sealed record RepresentationForm : IValidatableObject
{
    [EnumDataType(typeof(RepresentationStatus), ErrorMessage = "Choose one of the list.")]
    public RepresentationStatus Status { get; set; }

    [Required(ErrorMessage = "From when?")]
    public DateOnly? StartsOn { get; set; }

    /// <summary>The last day; null: until further notice.</summary>
    public DateOnly? EndsOn { get; set; }

    public bool IsExclusive { get; set; } = true;

    [Required(ErrorMessage = "Where? Write worldwide for everywhere."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string Territories { get; set; } = "worldwide";

    /// <summary>Percent; kept as basis points.</summary>
    [Range(typeof(decimal), "0", "100", ParseLimitsInInvariantCulture = true, ErrorMessage = "Between 0 and 100 percent.")]
    public decimal CommissionPercent { get; set; } = 20;

    [Range(0, 240, ErrorMessage = "Between 0 and 240 months.")]
    public int? SunsetMonths { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EndsOn < StartsOn)
            yield return new("It cannot end before it starts.", [nameof(EndsOn)]);
        if (Text.Values(Territories).Length == 0)
            yield return new("Where? Write worldwide for everywhere.", [nameof(Territories)]);
    }

    internal static RepresentationForm Of(Representation r) => new()
    {
        Status = r.Status, StartsOn = r.StartsOn, EndsOn = r.EndsOn, IsExclusive = r.IsExclusive, Territories = string.Join(", ", r.Territories), CommissionPercent = r.CommissionBps / 100m,
        SunsetMonths = r.SunsetMonths, Version = r.Version,
    };

    internal void WriteTo(Representation r) => (r.Status, r.StartsOn, r.EndsOn, r.IsExclusive, r.Territories, r.CommissionBps, r.SunsetMonths) =
        (Status, StartsOn!.Value, EndsOn, IsExclusive, Text.Values(Territories), (int)(CommissionPercent * 100), SunsetMonths);
}

/// <summary>Who looks after a talent: somebody of the agency, or somebody outside it.</summary>
public sealed record TeamMemberForm : IValidatableObject
{
    public Guid? PersonId { get; set; }

    public Guid? ExternalPartyId { get; set; }

    [EnumDataType(typeof(TeamFunction), ErrorMessage = "Choose one of the list.")]
    public TeamFunction Function { get; set; }

    [EnumDataType(typeof(SplitMode), ErrorMessage = "Choose one of the list.")]
    public SplitMode SplitMode { get; set; }

    /// <summary>Percent of the deal's gross, where the split is custom.</summary>
    [Range(typeof(decimal), "0", "100", ParseLimitsInInvariantCulture = true, ErrorMessage = "Between 0 and 100 percent.")]
    public decimal? Percent { get; set; }

    public bool IsAlternate { get; set; }

    public DateOnly? EndedOn { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((PersonId is null) == (ExternalPartyId is null))
            yield return new("Choose somebody of the agency, or somebody outside it.", [nameof(PersonId)]);
        if ((SplitMode == SplitMode.Custom) != (Percent is not null))
            yield return new("A custom split says how many percent of the gross; no other does.", [nameof(Percent)]);
    }

    internal static TeamMemberForm Of(TeamMember m) => new()
    {
        PersonId = m.PersonId, ExternalPartyId = m.ExternalPartyId, Function = m.Function, SplitMode = m.SplitMode, Percent = m.Bps / 100m, IsAlternate = m.IsAlternate, EndedOn = m.EndedOn, Version = m.Version,
    };

    internal void WriteTo(TeamMember m) => (m.PersonId, m.ExternalPartyId, m.Function, m.SplitMode, m.Bps, m.IsAlternate, m.EndedOn) =
        (PersonId, ExternalPartyId, Function, SplitMode, (int?)(Percent * 100), IsAlternate, EndedOn);
}

/// <summary>Somebody outside the agency who has a part in a talent's business.</summary>
public sealed record PartyForm
{
    [Required(ErrorMessage = "What are they called?"), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Name { get; set; } = "";

    [EnumDataType(typeof(PartyKind), ErrorMessage = "Choose one of the list.")]
    public PartyKind Kind { get; set; }

    [EmailAddress(ErrorMessage = "An e-mail address, as in name@example.com.")]
    public string? Email { get; set; }

    [StringLength(50, ErrorMessage = "At most 50 characters.")]
    public string? Phone { get; set; }

    public uint Version { get; set; }

    internal void WriteTo(ExternalParty p) => (p.Name, p.Kind, p.Email, p.Phone) = (Name.Trim(), Kind, Text.OrNull(Email), Text.OrNull(Phone));
}
