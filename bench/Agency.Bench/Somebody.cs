using Agency.People;

namespace Agency.Bench;

/// <summary>Whoever works in a bench; without a session they act as a command does.</summary>
sealed class Somebody : CurrentPerson
{
    public Guid Id { get; set; }
    public Guid? Session { get; set; }

    public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(Id);

    public override ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => ValueTask.FromResult(Session);
}
