using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole;

#pragma warning disable CA1822, CA1812, MA0041 // Shapes for reflection; nothing here runs.

/// <summary>What the rules of <see cref="Architecture"/> must refuse.</summary>
public static class Forbidden
{
    public sealed class Context : DbContext
    {
        internal DbSet<Entity> Entities => Set<Entity>();
    }

    public sealed class Entity;

    public sealed class Mapped;

    internal sealed class Mapping : IEntityTypeConfiguration<Mapped>
    {
        public void Configure(EntityTypeBuilder<Mapped> builder) => builder.HasNoKey();
    }

    public sealed class Service
    {
        public Task<IReadOnlyList<DbSet<Entity>>> Find() => throw new NotSupportedException();
        public string Name => "";
    }

    public sealed class DealHelper;
}
