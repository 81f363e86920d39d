using Agency.Deals;

namespace Agency.Talents;

public enum TalentType { Creator, Actor, Model, Musician, Athlete, Other }

public enum TalentStatus { Prospect, Onboarding, Active, Paused, Offboarding, Former }

sealed class Talent : Record
{
    public Guid? PersonId { get; set; }
    public required string StageName { get; set; }
    public string? LegalName { get; set; }
    public TalentType Type { get; set; }
    public TalentStatus Status { get; set; }
    public string? Pronouns { get; set; }
    public string? Country { get; set; }
    public string? Timezone { get; set; }
    public string[] Languages { get; set; } = [];
    public string[] Niches { get; set; } = [];
    public string? Tier { get; set; }
    public string? Bio { get; set; }
    public string? TaxFormStatus { get; set; }
    public long? MinRateMinor { get; set; }
    public string[] Tags { get; set; } = [];
    public int DefaultCommissionBps { get; set; } = 2000;
    public string PayoutCurrency { get; set; } = "GBP";
    public bool LegalHold { get; set; }
    public List<Deal> Deals { get; } = [];
}
