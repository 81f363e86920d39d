using System.Diagnostics.CodeAnalysis;

namespace Agency.Tests;

/// <summary>Tests that each have an agency of their own, arranged in the same way.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime.")]
public abstract class AgencyTest : IAsyncLifetime
{
    protected TestAgency Agency { get; private set; } = null!;
    protected TestDatabase Database => Agency.Database;

    public async Task InitializeAsync()
    {
        Agency = await TestAgency.OpenAsync();
        await ArrangeAsync();
    }

    public virtual async Task DisposeAsync() => await Agency.DisposeAsync();

    protected abstract Task ArrangeAsync();
}
