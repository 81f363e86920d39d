using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Agency.People;

namespace Agency.Approvals;

/// <summary>What an admin fills in about a policy. <see cref="Version"/> is the row's version when the form was opened; 0 for a new one.</summary>
public sealed record PolicyForm : IValidatableObject
{
    /// <summary>The business event's name (<c>talent.removed</c>), or * for every one.</summary>
    [Required(ErrorMessage = "Which operation?"), RegularExpression(@"^(\*|[a-z_]+\.[a-z_]+)$", ErrorMessage = "As in talent.removed, or * for all of them.")]
    public string Operation { get; set; } = "*";

    /// <summary>With its schema: <c>agency.payouts</c>. Fits plans that touch it; without one, all.</summary>
    [StringLength(200)]
    public string? Table { get; set; }

    [Range(0, int.MaxValue, ErrorMessage = "Not below zero.")]
    public int MinRows { get; set; }

    /// <summary>In minor units of any one currency.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Above zero, or empty.")]
    public long? MinMoneyMinor { get; set; }

    /// <summary>A column of <see cref="Table"/>, where the policy is about the state that a row is in.</summary>
    [StringLength(100)]
    public string? Column { get; set; }

    /// <summary>The values of <see cref="Column"/> that it fits, comma separated.</summary>
    [StringLength(500)]
    public string? Values { get; set; }

    [Range(1, 5, ErrorMessage = "Between 1 and 5 people.")]
    public int Quorum { get; set; } = 1;

    /// <summary>A role that whoever approves must hold besides approver.</summary>
    public Role? AlsoRole { get; set; }

    [Range(1, 43_200, ErrorMessage = "Between a minute and 30 days.")]
    public int ApproveMinutes { get; set; } = 10_080;

    [Range(1, 43_200, ErrorMessage = "Between a minute and 30 days.")]
    public int ExecuteMinutes { get; set; } = 1_440;

    public bool RequesterSignsInAgain { get; set; }

    public bool Enabled { get; set; } = true;

    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Text.OrNull(Column) is not null && (Text.OrNull(Table) is null || ValueList is null))
            yield return new("A column needs its table, and the values it is about.", [nameof(Column)]);
        if (AlsoRole == Role.Approver)
            yield return new("Whoever approves is an approver anyway.", [nameof(AlsoRole)]);
    }

    /// <summary>The fields in which this asks for less than <paramref name="before"/>: guard.loosens decides, this says it beforehand. None where that was not in force.</summary>
    public IReadOnlyList<string> Loosens(PolicyForm before)
    {
        var (table, column) = (Text.OrNull(Table), Text.OrNull(Column));
        (string Field, bool Less)[] fields =
        [
            (nameof(Quorum), Quorum < before.Quorum),
            (nameof(ApproveMinutes), ApproveMinutes > before.ApproveMinutes),
            (nameof(ExecuteMinutes), ExecuteMinutes > before.ExecuteMinutes),
            (nameof(RequesterSignsInAgain), before.RequesterSignsInAgain && !RequesterSignsInAgain),
            (nameof(Enabled), !Enabled),
            (nameof(AlsoRole), before.AlsoRole is not null && AlsoRole != before.AlsoRole),
            (nameof(Operation), Operation.Trim() != "*" && Operation.Trim() != before.Operation),
            (nameof(Table), table is not null && table != Text.OrNull(before.Table)),
            (nameof(MinRows), MinRows > before.MinRows),
            (nameof(MinMoneyMinor), MinMoneyMinor > (before.MinMoneyMinor ?? 0)),
            (nameof(Column), column is not null && column != Text.OrNull(before.Column)),
            (nameof(Values), column is not null && column == Text.OrNull(before.Column) && (before.ValueList ?? []).Except(ValueList ?? [], StringComparer.Ordinal).Any()),
        ];
        return before.Enabled ? [.. fields.Where(f => f.Less).Select(f => f.Field)] : [];
    }

    string[]? ValueList => Values?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } values ? values : null;

    internal static PolicyForm Of(Policy p) => new()
    {
        Operation = p.Operation,
        Table = p.TableName,
        MinRows = p.MinRows,
        MinMoneyMinor = p.MinMoneyMinor,
        Column = p.RowColumn,
        Values = p.RowValues is null ? null : string.Join(", ", p.RowValues),
        Quorum = p.Quorum,
        AlsoRole = p.AlsoRole is { } role ? Enum.Parse<Role>(role, ignoreCase: true) : null,
        ApproveMinutes = p.ApproveMinutes,
        ExecuteMinutes = p.ExecuteMinutes,
        RequesterSignsInAgain = p.RequesterSignsInAgain,
        Enabled = p.Enabled,
        Note = p.Note,
        Version = p.Version,
    };

    internal void WriteTo(Policy p)
    {
        p.Operation = Operation.Trim();
        p.TableName = Text.OrNull(Table);
        p.MinRows = MinRows;
        p.MinMoneyMinor = MinMoneyMinor;
        p.RowColumn = Text.OrNull(Column);
        p.RowValues = p.RowColumn is null ? null : ValueList;
        p.Quorum = Quorum;
        p.AlsoRole = AlsoRole?.ToString().ToLowerInvariant();
        p.ApproveMinutes = ApproveMinutes;
        p.ExecuteMinutes = ExecuteMinutes;
        p.RequesterSignsInAgain = RequesterSignsInAgain;
        p.Enabled = Enabled;
        p.Note = Text.OrNull(Note);
    }

    /// <summary>What it would write, column by column.</summary>
    internal Dictionary<string, object?> Columns()
    {
        var p = new Policy();
        WriteTo(p);
        return new(StringComparer.Ordinal)
        {
            ["operation"] = p.Operation, ["table_name"] = p.TableName, ["min_rows"] = p.MinRows, ["min_money_minor"] = p.MinMoneyMinor, ["row_column"] = p.RowColumn, ["row_values"] = p.RowValues,
            ["quorum"] = p.Quorum, ["also_role"] = p.AlsoRole, ["approve_minutes"] = p.ApproveMinutes, ["execute_minutes"] = p.ExecuteMinutes,
            ["requester_signs_in_again"] = p.RequesterSignsInAgain, ["enabled"] = p.Enabled, ["note"] = p.Note,
        };
    }

    internal JsonElement Patch() => JsonSerializer.SerializeToElement(Columns());
}
