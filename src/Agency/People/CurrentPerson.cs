namespace Agency.People;

/// <summary>Who is asking. The console answers from the sign-in; roles are never taken from here but read per command.</summary>
public abstract class CurrentPerson
{
    /// <summary>The signed-in person's id; null where nobody is signed in.</summary>
    public abstract ValueTask<Guid?> IdAsync(CancellationToken ct = default);

    /// <summary>Their session (<c>guard.sessions</c>), which knows when they last proved who they are; null where a machine or a command asks. Without one nobody votes.</summary>
    public virtual ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => default;
}
