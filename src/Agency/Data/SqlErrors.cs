using Npgsql;

namespace Agency.Data;

/// <summary>SQLSTATE → what it means to the person. AG… are raised by guard, whose message is the sentence; the others by constraints.</summary>
static class SqlErrors
{
    public const string Destructive = "AG001", LiveChildren = "AG002", Stale = "AG003", OwnRequest = "AG004", WrongState = "AG005",
        NotEligible = "AG006", OtherPlan = "AG007", RowTaken = "AG008", Missing = "AG009", SignInAgain = "AG010", TooMany = "AG011", LastApprovers = "AG012";

    /// <summary>The refusal an expected error stands for, or a database that is away, also inside the one or two errors that Entity Framework puts around it; null where the error is an accident.</summary>
    public static Outcome.Refused? Meaning(Exception? e) => e switch
    {
        null => null,
        PostgresException error when Meaning(error) is { } refused => refused,
        NpgsqlException { IsTransient: true } => new("The database does not answer. Look whether this was done before you try again."),
        _ => Meaning(e.InnerException),
    };

    /// <summary>The refusal an expected error stands for; null where the error is an accident.</summary>
    public static Outcome.Refused? Meaning(PostgresException e) => e switch
    {
        { SqlState: ['A', 'G', ..] } => new(e.MessageText, SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "talents_stage_name" } => new("Another talent has this stage name.", "StageName", e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "talent_channels_handle" } => new("Another talent's channel has this handle.", "Handle", e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "team_members_primary" } => new("This talent has a primary already: end that first.", "Function", e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "document_versions_number" } => new("Somebody else added a version at the same instant; try again.", SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "requests_one_undo" } => new("This is being undone already.", SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.UniqueViolation } => new($"Another row has the same value ({e.ConstraintName}).", SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.CheckViolation } => new($"A value is not allowed ({e.ConstraintName}).", SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "deals_talent_id_fkey" } => new("This talent is gone; choose another.", "TalentId", e.SqlState),
        { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "deals_brand_id_fkey" } => new("This brand is gone; choose another.", "BrandId", e.SqlState),
        { SqlState: PostgresErrorCodes.ForeignKeyViolation } => new($"It points to a row that is not there ({e.ConstraintName}).", SqlState: e.SqlState),
        { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => new("Two people saved at the same instant; try again.", SqlState: e.SqlState),
        _ => null,
    };
}
