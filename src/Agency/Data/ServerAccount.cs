namespace Agency.Data;

/// <summary>The account the server runs under. PostgreSQL refuses to be root: root uses the account that its package made.</summary>
sealed class ServerAccount
{
    const string PackageAccount = "postgres";
    readonly string[] _become;

    ServerAccount(string name, string[] become) => (Name, _become) = (name, become);

    public string Name { get; }

    /// <summary>Where this account keeps a cluster that cannot be in the checkout.</summary>
    public string StateDirectory =>
        IsAnother ? "/var/lib/adminconsole"
        : Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? Path.Combine(state, "adminconsole")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "adminconsole");

    bool IsAnother => _become.Length > 0;

    public static ServerAccount Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return new(Environment.UserName, []);
        if (!File.ReadLines("/etc/passwd").Any(l => l.StartsWith(PackageAccount + ":", StringComparison.Ordinal)))
            throw new StartUpException("PostgreSQL does not run as root and there is no account 'postgres' to run it under; create it with: useradd --system postgres");
        if (PostgresBinaries.OnPath("runuser") is { } runuser)
            return new(PackageAccount, [runuser, "-u", PackageAccount, "--"]);
        if (PostgresBinaries.OnPath("setpriv") is { } setpriv)
            return new(PackageAccount, [setpriv, "--reuid", PackageAccount, "--regid", PackageAccount, "--init-groups"]);
        throw new StartUpException("PostgreSQL does not run as root and neither runuser nor setpriv is here to change to another account; install util-linux");
    }

    public Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        Command.RunAsync([.. _become, program, .. arguments], ct);

    public Task<CommandResult> ShellAsync(string script, CancellationToken ct, params string[] arguments) =>
        RunAsync("/bin/sh", ["-c", script, "sh", .. arguments], ct);

    /// <summary>Hands a directory that we made to this account.</summary>
    public async Task TakeAsync(string directory, CancellationToken ct)
    {
        if (!IsAnother)
            return;
        var taken = await Command.RunAsync(["chown", Name, directory], ct);
        if (!taken.Succeeded)
            throw new StartUpException($"{directory} cannot be given to the account {Name}, which the database runs under: {taken.Why}");
    }
}
