namespace Agency.Talents;

public enum RepresentationStatus { Draft, Active, Expiring, Ended, Terminated }

/// <summary>For how long, where and for which commission the agency represents a talent.</summary>
sealed class Representation : Record
{
    public Guid TalentId { get; set; }
    public Guid? ContractId { get; set; }
    public RepresentationStatus Status { get; set; }
    public DateOnly StartsOn { get; set; }
    public DateOnly? EndsOn { get; set; }
    public int? TermMonths { get; set; }
    public bool IsExclusive { get; set; } = true;
    public string[] Territories { get; set; } = ["worldwide"];
    public int CommissionBps { get; set; } = 2000;
    public int? SunsetMonths { get; set; }
    public bool LegalHold { get; set; }
}
