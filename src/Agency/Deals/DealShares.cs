using Agency.Talents;

namespace Agency.Deals;

/// <summary>A talent's share of a deal of several. A deal without any is its talent's alone.</summary>
sealed class DealParticipant : Record
{
    public Guid DealId { get; set; }
    public Guid TalentId { get; set; }
    public Talent? Talent { get; private set; }
    public int ShareBps { get; set; }
}

public enum SplitPayee { Agency, Person, External }

/// <summary>Somebody's part of the agency's commission on a deal, of 10000. Written once, when the deal is signed.</summary>
sealed class CommissionSplit : Record
{
    public Guid DealId { get; set; }
    public SplitPayee Payee { get; set; }
    public Guid? PersonId { get; set; }
    public Guid? ExternalPartyId { get; set; }
    public int WeightBps { get; set; }
}
