using Agency.People;
using AdminConsole.SignIn;

namespace AdminConsole.Api;

/// <summary>The key with which a machine called, where one did.</summary>
sealed class CallingMachine
{
    public MachineKey? Key { get; set; }
}

/// <summary>Who is asking: the person whose key a machine shows, or whoever is signed in. A machine has no session, so it never votes.</summary>
sealed class CallingPerson(CallingMachine machine, ConsolePerson console) : CurrentPerson
{
    public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => machine.Key is { } key ? new(key.PersonId) : console.IdAsync(ct);

    public override ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => machine.Key is null ? console.SessionAsync(ct) : default;
}
