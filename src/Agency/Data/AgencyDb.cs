using System.Text.Json;
using Agency.Approvals;
using Agency.Brands;
using Agency.Commissions;
using Agency.Deals;
using Agency.Documents;
using Agency.History;
using Agency.Invoices;
using Agency.Ledger;
using Agency.Notes;
using Agency.Payouts;
using Agency.People;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Agency.Data;

/// <summary>Maps the schema that the SQL migrations made. Rows in the trash are left out unless a query says otherwise.</summary>
class AgencyDb : DbContext
{
    public AgencyDb(DbContextOptions<AgencyDb> options) : base(options) { }

    protected AgencyDb(DbContextOptions options) : base(options) { }

    public DbSet<Person> People => Set<Person>();
    public DbSet<RoleGrant> RoleGrants => Set<RoleGrant>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Delegation> Delegations => Set<Delegation>();
    public DbSet<BreakGlassHolder> BreakGlassHolders => Set<BreakGlassHolder>();
    public DbSet<Company> Companies => Set<Company>();
    public DbSet<Talent> Talents => Set<Talent>();
    public DbSet<Deal> Deals => Set<Deal>();
    public DbSet<Commission> Commissions => Set<Commission>();
    public DbSet<Payout> Payouts => Set<Payout>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<TalentChannel> TalentChannels => Set<TalentChannel>();
    public DbSet<Representation> Representations => Set<Representation>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<ExternalParty> ExternalParties => Set<ExternalParty>();
    public DbSet<DealParticipant> DealParticipants => Set<DealParticipant>();
    public DbSet<CommissionSplit> DealCommissionSplits => Set<CommissionSplit>();
    public DbSet<Deliverable> Deliverables => Set<Deliverable>();
    public DbSet<UsageRight> UsageRights => Set<UsageRight>();
    public DbSet<Exclusivity> Exclusivities => Set<Exclusivity>();
    public DbSet<Document> Documents => Set<Document>();
    public DbSet<DocumentVersion> DocumentVersions => Set<DocumentVersion>();
    public DbSet<DocumentContent> DocumentContents => Set<DocumentContent>();
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();
    public DbSet<InvoiceSeries> InvoiceSeries => Set<InvoiceSeries>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();
    public DbSet<BankAccount> BankAccounts => Set<BankAccount>();
    public DbSet<PayoutItem> PayoutItems => Set<PayoutItem>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Commit> Commits => Set<Commit>();
    public DbSet<Change> Changes => Set<Change>();
    public DbSet<Request> Requests => Set<Request>();
    public DbSet<Claim> Claims => Set<Claim>();

    /// <summary>The rows for reads over many of them, in any order. Of now, they are the table.</summary>
    public virtual IQueryable<T> All<T>() where T : Record => Set<T>();

    /// <summary>Where history's index finds the changes of a row.</summary>
    public static long RowKeyOf(string table, string rowId) => throw new NotSupportedException("Only in a query.");

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        foreach (var kind in s_enums)
            conventions.Properties(kind).HaveConversion(typeof(InSnakeCase<>).MakeGenericType(kind));
    }

    /// <summary>Every state and kind of the business is its name in the database: ContractSent ↔ contract_sent.</summary>
    static readonly Type[] s_enums = [.. typeof(AgencyDb).Assembly.GetExportedTypes().Where(type => type.IsEnum)];

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasDefaultSchema("agency");
        model.HasDbFunction(() => RowKeyOf("", "")).HasSchema("history").HasName("row_key_of");
        model.Entity<Person>().HasMany(p => p.RoleGrants).WithOne().HasForeignKey(g => g.PersonId);
        model.Entity<Talent>().Property(t => t.Country).HasColumnType("character(2)");
        model.Entity<Company>().Property(c => c.Country).HasColumnType("character(2)");
        model.Entity<Deal>().Property(d => d.Code).ValueGeneratedOnAdd();
        model.Entity<Payout>().HasMany(p => p.Items).WithOne().HasForeignKey(i => i.PayoutId);
        model.Entity<BankAccount>(account =>
        {
            account.Property(a => a.HeldUntil).ValueGeneratedOnAddOrUpdate();
            account.Property(a => a.ApprovedAt).ValueGeneratedOnAddOrUpdate();
        });
        model.Entity<Document>().HasMany(d => d.Versions).WithOne().HasForeignKey(v => v.DocumentId);
        model.Entity<DocumentVersion>().HasOne(v => v.Content).WithMany().HasForeignKey(v => v.ContentId);
        model.Entity<Invoice>(invoice =>
        {
            invoice.HasMany(i => i.Lines).WithOne().HasForeignKey(l => l.InvoiceId);
            invoice.HasMany(i => i.Receipts).WithOne().HasForeignKey(r => r.InvoiceId);
        });

        model.Entity<Commit>().ToTable("commits", "history").HasMany(c => c.Changes).WithOne(c => c.Commit).HasForeignKey(c => c.CommitId);
        model.Entity<Commit>().Property(c => c.Detail).HasColumnType("jsonb");
        model.Entity<Change>(change =>
        {
            change.ToView("log", "history").HasKey(c => new { c.CommitId, c.Seq });
            change.Property(c => c.Before).HasColumnType("jsonb");
            change.Property(c => c.After).HasColumnType("jsonb");
        });

        model.Entity<Request>().ToTable("requests", "guard").Property(r => r.Impact).HasColumnType("jsonb");
        model.Entity<Request>().HasMany(r => r.Rows).WithOne().HasForeignKey(r => r.RequestId);
        model.Entity<Request>().HasMany(r => r.Votes).WithOne().HasForeignKey(v => v.RequestId);
        model.Entity<PlanRow>(row =>
        {
            row.ToTable("plan_rows", "guard").HasKey(r => new { r.RequestId, r.Seq });
            row.Property(r => r.Before).HasColumnType("jsonb");
            row.Property(r => r.Patch).HasColumnType("jsonb");
        });
        model.Entity<Request>().HasMany(r => r.Attempts).WithOne().HasForeignKey(a => a.RequestId);
        model.Entity<Request>().HasMany(r => r.Comments).WithOne().HasForeignKey(c => c.RequestId);
        model.Entity<Request>().Property(r => r.Policy).HasColumnType("jsonb");
        model.Entity<Request>().Property(r => r.Params).HasColumnType("jsonb");
        model.Entity<Vote>().ToTable("votes", "guard");
        model.Entity<Attempt>().ToTable("attempts", "guard");
        model.Entity<Comment>().ToTable("comments", "guard");
        model.Entity<Policy>().ToTable("policies");
        model.Entity<Claim>().ToTable("claims", "guard").HasKey(c => new { c.TableName, c.RowId });

        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.GetSchema() == "agency" && entity.GetTableName() is { } set)
                entity.SetTableName(JsonNamingPolicy.SnakeCaseLower.ConvertName(set));
            foreach (var property in entity.GetProperties().Where(p => p.Name != nameof(Record.Version)))
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            if (entity.ClrType.IsAssignableTo(typeof(Record)))
                MapRecord(model, entity);
        }
    }

    static void MapRecord(ModelBuilder model, IMutableEntityType entity)
    {
        var record = model.Entity(entity.ClrType);
        record.Property<Guid>(nameof(Record.Id)).ValueGeneratedNever();
        record.Property<DateTimeOffset>(nameof(Record.CreatedAt)).ValueGeneratedOnAdd();
        record.Property<DateTimeOffset>(nameof(Record.UpdatedAt)).ValueGeneratedOnAddOrUpdate();
        record.Property<uint>(nameof(Record.Version)).IsRowVersion();
        var row = System.Linq.Expressions.Expression.Parameter(entity.ClrType);
        record.HasQueryFilter(System.Linq.Expressions.Expression.Lambda(
            System.Linq.Expressions.Expression.Equal(
                System.Linq.Expressions.Expression.Property(row, nameof(Record.DeletedAt)),
                System.Linq.Expressions.Expression.Constant(null, typeof(DateTimeOffset?))), row));
    }

    /// <summary>ContractSent ↔ contract_sent.</summary>
    sealed class InSnakeCase<T>() : ValueConverter<T, string>(
        value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
        text => s_values[text]) where T : struct, Enum
    {
        static readonly Dictionary<string, T> s_values = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), StringComparer.Ordinal);
    }
}
