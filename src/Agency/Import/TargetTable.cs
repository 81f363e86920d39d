using NpgsqlTypes;

namespace Agency.Import;

/// <summary>A table here and the columns an import fills, in the order in which its values are given. The rest is the database's default.</summary>
sealed record TargetTable(string Name, params (string Name, NpgsqlDbType Type)[] Columns)
{
    const NpgsqlDbType Id = NpgsqlDbType.Uuid, Words = NpgsqlDbType.Text, Count = NpgsqlDbType.Integer, Minor = NpgsqlDbType.Bigint,
        Day = NpgsqlDbType.Date, Moment = NpgsqlDbType.TimestampTz, Code = NpgsqlDbType.Char, List = NpgsqlDbType.Array | NpgsqlDbType.Text;

    public static readonly TargetTable People = new("agency.people",
        ("id", Id), ("display_name", Words), ("emails", List), ("status", Words), ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable RoleGrants = new("agency.role_grants", ("id", Id), ("person_id", Id), ("role", Words));

    public static readonly TargetTable Companies = new("agency.companies",
        ("id", Id), ("trade_name", Words), ("kind", Words), ("website", Words), ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable Talents = new("agency.talents",
        ("id", Id), ("person_id", Id), ("stage_name", Words), ("legal_name", Words), ("status", Words), ("niches", List),
        ("default_commission_bps", Count), ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable Deals = new("agency.deals",
        ("id", Id), ("title", Words), ("talent_id", Id), ("brand_id", Id), ("stage", Words), ("probability_bps", Count), ("gross_minor", Minor),
        ("currency", Code), ("commission_bps", Count), ("signed_on", Day), ("expected_close", Day), ("lost_reason", Words), ("notes", Words),
        ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable Commissions = new("agency.commissions",
        ("id", Id), ("deal_id", Id), ("state", Words), ("rate_bps", Count), ("basis_minor", Minor), ("amount_minor", Minor), ("currency", Code),
        ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable Payouts = new("agency.payouts",
        ("id", Id), ("talent_id", Id), ("deal_id", Id), ("state", Words), ("amount_minor", Minor), ("currency", Code), ("paid_at", Moment),
        ("created_at", Moment), ("updated_at", Moment));

    public static readonly TargetTable ImportedRows = new("agency.imported_rows",
        ("id", Id), ("source", Words), ("source_table", Words), ("source_id", Words), ("table_name", Words), ("row_id", Id), ("source_row", NpgsqlDbType.Jsonb));

    /// <summary>All of them, parents first: the order in which a batch is written.</summary>
    public static readonly IReadOnlyList<TargetTable> All = [People, RoleGrants, Companies, Talents, Deals, Commissions, Payouts, ImportedRows];
}
