using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Agency.Data;

/// <summary>The same tables as of a moment, for reading: what had committed by then. The views in the schema past answer them, in one transaction with one snapshot.</summary>
sealed class PastDb(DbContextOptions<PastDb> options) : AgencyDb(options)
{
    public override IQueryable<T> All<T>()
    {
        var rows = "select * from past.all_" + Model.FindEntityType(typeof(T))!.GetTableName();
        return Set<T>().FromSqlRaw(rows);
    }

    /// <summary>Which moment the context's queries are of, from here on.</summary>
    public async Task LookAtAsync(DateTimeOffset moment, CancellationToken ct)
    {
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await Database.ExecuteSqlAsync($"select set_config('history.moment', {moment.UtcDateTime.ToString("O")}, true), set_config('jit', 'off', true), set_config('work_mem', '64MB', true)", ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var record in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(Record))))
        {
            record.SetSchema("past");
            record.RemoveProperty(record.FindProperty(nameof(Record.Version))!);
            record.AddIgnored(nameof(Record.Version));
        }
    }
}
