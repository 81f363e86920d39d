namespace Agency.Talents;

public enum TeamFunction { Primary, Secondary, Assistant, Lawyer, Publicist, Agent }

/// <summary>How much of the agency's commission somebody of the team has: alike among those who are even, the whole of it, or so many basis points of the deal's gross.</summary>
public enum SplitMode { Even, Full, Custom, None }

/// <summary>Who looks after a talent, inside the agency or outside it.</summary>
sealed class TeamMember : Record
{
    public Guid TalentId { get; set; }
    public Guid? PersonId { get; set; }
    public Guid? ExternalPartyId { get; set; }
    public TeamFunction Function { get; set; }
    public SplitMode SplitMode { get; set; }
    public int? Bps { get; set; }
    public bool IsAlternate { get; set; }
    public DateOnly? EndedOn { get; set; }
}

public enum PartyKind { Lawyer, Publicist, Agent, Accountant, Other }

/// <summary>Somebody outside the agency who has a part in a talent's business.</summary>
sealed class ExternalParty : Record
{
    public required string Name { get; set; }
    public PartyKind Kind { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public bool LegalHold { get; set; }
}
