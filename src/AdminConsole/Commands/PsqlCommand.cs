using System.CommandLine;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary><c>./console psql</c>: psql on the console's database, as the console itself unless <c>--as</c> says otherwise.</summary>
static class PsqlCommand
{
    const string Verb = "psql";
    const string As = "--as";

    public static Command Create()
    {
        var role = new Option<string>(As) { Description = "owner, admin, app or reader", DefaultValueFactory = _ => "app" };
        role.AcceptOnlyFromAmong("owner", "admin", "app", "reader");
        var arguments = new Argument<string[]>("arguments") { Description = "passed on to psql", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Verb, "Open psql on the console's database") { role, arguments };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(role)!, parsed.GetValue(arguments)!, ct));
        return command;
    }

    /// <summary>Puts <c>--as</c> first and everything else behind <c>--</c>, so that psql's own options reach psql as they were written.</summary>
    public static string[] PassOn(string[] args)
    {
        if (args is not [Verb, .. var rest] || rest is ["--help"])
            return args;
        var at = Array.FindIndex(rest, a => a == As || a.StartsWith(As + "=", StringComparison.Ordinal));
        if (at < 0)
            return [Verb, "--", .. rest];
        var taken = Math.Min(rest.Length - at, rest[at] == As ? 2 : 1);
        return [Verb, .. rest[at..(at + taken)], "--", .. rest[..at], .. rest[(at + taken)..]];
    }

    static async Task<int> RunAsync(string role, string[] arguments, CancellationToken ct)
    {
        var home = ConsoleHome.Find();
        var settings = home.Configuration();
        if (settings.GetConnectionString("Agency") is not { Length: > 0 } app)
            return await RunPrivateAsync(home, role, arguments, ct);
        if (role is "reader")
            throw new StartUpException("ConnectionStrings__Agency names the database, and there is no connection as agency_reader to it; leave --as reader out");
        var given = role is "app" ? app : settings.GetConnectionString("AgencyAdmin");
        if (string.IsNullOrEmpty(given))
            throw new StartUpException($"Set ConnectionStrings__AgencyAdmin to a connection as agency_admin, to open psql --as {role}");
        return await Psql.RunAsync(given, role is "owner", arguments);
    }

    static async Task<int> RunPrivateAsync(ConsoleHome home, string role, string[] arguments, CancellationToken ct)
    {
        if (!PrivatePostgres.Exists(home.Postgres))
            throw NoDatabase();
        var cluster = await PrivatePostgres.StartAsync(home.Postgres, ct);
        try
        {
            if (!await FirstStart.ExistsAsync(cluster, ct))
                throw NoDatabase();
            var user = role is "owner" ? "agency_admin" : "agency_" + role;
            return await Psql.RunAsync(cluster.ConnectionString(FirstStart.Name, user), role is "owner", arguments);
        }
        finally
        {
            if (cluster.StartedHere && !await IsUsedAsync(home, cluster))
                await cluster.StopAsync();
        }
    }

    // Somebody may have come to rely on the server that we started.
    static async Task<bool> IsUsedAsync(ConsoleHome home, PrivatePostgres cluster)
    {
        using var up = RunningConsole.Find(home);
        if (up is not null)
            return true;
        return await cluster.HasClientsAsync(CancellationToken.None);
    }

    static StartUpException NoDatabase() => new("There is no database yet; make it with: ./console up");
}
