using System.Diagnostics.CodeAnalysis;

namespace Agency.Tests.Data;

/// <summary>A database with 150 rows in every business table, shared by tests that leave it as it was.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime.")]
public sealed class FilledTables : IAsyncLifetime
{
    public static readonly string[] Names = ["people", "accounts", "role_grants", "companies", "talents", "deals", "commissions", "payouts", "imported_rows", "delegations", "break_glass_holders", "policies",
        "external_parties", "contacts", "documents", "document_contents", "document_versions", "talent_channels", "representations", "team_members", "deal_participants", "deal_commission_splits",
        "deliverables", "usage_rights", "exclusivities", "invoice_series", "invoices", "invoice_lines", "receipts", "bank_accounts", "payout_items", "ledger_entries", "notes"];

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>What every table held at first.</summary>
    public string Image { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        await Database.ChangeGuardedAsync(await File.ReadAllTextAsync(Path.Combine(TestDatabase.Checkout, "tests", "Agency.Tests", "Data", "FilledTables.sql")));
        Image = await Database.ImageAsync();
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}
