namespace Agency.Notes;

/// <summary>What somebody wrote on a record; exactly one of the ids names it.</summary>
sealed class Note : Record
{
    public Guid AuthorId { get; set; }
    public required string Body { get; set; }
    public Guid[] Mentions { get; set; } = [];
    public Guid? TalentId { get; set; }
    public Guid? CompanyId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? DealId { get; set; }
    public Guid? InvoiceId { get; set; }
    public Guid? PayoutId { get; set; }
}
