namespace Agency.Approvals;

/// <summary>A row of agency.policies: which plans it fits, and what it asks of them.</summary>
sealed class Policy : Record
{
    public string Operation { get; set; } = "*";
    public string? TableName { get; set; }
    public int MinRows { get; set; }
    public long? MinMoneyMinor { get; set; }
    public string? RowColumn { get; set; }
    public string[]? RowValues { get; set; }
    public int Quorum { get; set; } = 1;
    public string? AlsoRole { get; set; }
    public int ApproveMinutes { get; set; }
    public int ExecuteMinutes { get; set; }
    public bool RequesterSignsInAgain { get; set; }
    public bool Enabled { get; set; } = true;
    public string? Note { get; set; }
}
