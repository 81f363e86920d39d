using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.Data;

/// <summary>Makes contexts on connections of the one data source. It stands outside the options: Entity Framework builds a model and compiles queries once for each set of options,
/// and so not again for each database.</summary>
sealed class Contexts<TContext>(DbContextOptions<TContext> options, NpgsqlDataSource database) : IDbContextFactory<TContext> where TContext : DbContext
{
    public TContext CreateDbContext()
    {
        var context = (TContext)Activator.CreateInstance(typeof(TContext), options)!;
        context.Database.SetDbConnection(database.CreateConnection(), contextOwnsConnection: true);
        return context;
    }
}
