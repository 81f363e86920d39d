using System.ComponentModel.DataAnnotations;

namespace Agency.Deals;

/// <summary>What an admin fills in about a deliverable. Its state moves on its own: <see cref="DeliverableService.MoveAsync"/>.</summary>
public sealed record DeliverableForm : IValidatableObject
{
    [Required(ErrorMessage = "A deliverable needs a title."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Title { get; set; } = "";

    [Required(ErrorMessage = "Where is it published?"), StringLength(60, ErrorMessage = "At most 60 characters.")]
    public string Platform { get; set; } = "instagram";

    [Required(ErrorMessage = "As what?"), StringLength(60, ErrorMessage = "At most 60 characters.")]
    public string Format { get; set; } = "post";

    [Range(1, 1000, ErrorMessage = "Between 1 and 1,000.")]
    public int Quantity { get; set; } = 1;

    [Url(ErrorMessage = "A whole address, as in https://….")]
    public string? BriefUrl { get; set; }

    public DateOnly? DraftDue { get; set; }

    public DateOnly? PublishOn { get; set; }

    public bool DisclosureRequired { get; set; } = true;

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublishOn < DraftDue)
            yield return new("It cannot be published before its draft is due.", [nameof(PublishOn)]);
    }

    internal static DeliverableForm Of(Deliverable d) => new()
    {
        Title = d.Title, Platform = d.Platform, Format = d.Format, Quantity = d.Quantity, BriefUrl = d.BriefUrl, DraftDue = d.DraftDue, PublishOn = d.PublishOn,
        DisclosureRequired = d.DisclosureRequired, Version = d.Version,
    };

    internal void WriteTo(Deliverable d)
    {
        d.Title = Title.Trim();
        d.Platform = Platform.Trim().ToLowerInvariant();
        d.Format = Format.Trim().ToLowerInvariant();
        d.Quantity = Quantity;
        d.BriefUrl = Text.OrNull(BriefUrl);
        d.DraftDue = DraftDue;
        d.PublishOn = PublishOn;
        d.DisclosureRequired = DisclosureRequired;
    }
}

/// <summary>A deliverable and the states it may go to from where it is.</summary>
public sealed record DeliverableRow(Guid Id, Guid DealId, string Title, string Platform, string Format, int Quantity, DeliverableStatus Status, DateOnly? DraftDue, DateOnly? PublishOn,
    int RevisionRounds, bool DisclosureRequired, string? BriefUrl, string? LiveUrl, DateTimeOffset? LiveAt)
{
    public IReadOnlyList<DeliverableStatus> Next => DeliverableStates.From(Status);
}

sealed record DeliverableAdded(string Title) : BusinessEvent("deliverable.added");

sealed record DeliverableEdited(Guid DeliverableId, string Title) : BusinessEvent("deliverable.edited");

sealed record DeliverableMoved(Guid DeliverableId, string? Title, string Status) : BusinessEvent("deliverable.moved");
