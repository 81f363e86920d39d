using System.ComponentModel.DataAnnotations;
using Agency;
using Agency.Approvals;

namespace AdminConsole.Approvals;

/// <summary>What somebody fills in to ask who would have to approve it.</summary>
public sealed class ImaginedPlanForm : IValidatableObject
{
    public string Operation { get; set; } = OperationNames.All[0];

    [Required(ErrorMessage = "Which table?"), RegularExpression(@"^[^.\s]+\.[^.\s]+$", ErrorMessage = "With its schema, as in agency.deals.")]
    public string Table { get; set; } = "agency.talents";

    [Range(0, int.MaxValue, ErrorMessage = "Not below zero.")]
    public int Rows { get; set; } = 1;

    /// <summary>In major units.</summary>
    public decimal? Money { get; set; }

    public string Currency { get; set; } = "GBP";

    public string? Column { get; set; }

    public string? Value { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Agency.Money.IsCurrency(Currency))
            yield return new("ISO 4217, as in GBP.", [nameof(Currency)]);
        else if (Money is { } money && (money <= 0 || !Agency.Money.TryToMinor(money, Currency, out _)))
            yield return new("An amount above zero, or nothing.", [nameof(Money)]);
        if (string.IsNullOrWhiteSpace(Column) != string.IsNullOrWhiteSpace(Value))
            yield return new("A column and its value belong together.", [nameof(Value)]);
    }

    public ImaginedPlan ToPlan() => new(Operation, [new(Table, "update", Rows)],
        Money is { } money ? [new("gross", Agency.Money.ToMinor(money, Currency), Currency)] : [],
        string.IsNullOrWhiteSpace(Column) ? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
            : new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { [Table] = new Dictionary<string, string>(StringComparer.Ordinal) { [Column.Trim()] = Value!.Trim() } });
}
