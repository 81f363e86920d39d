using System.Diagnostics;
using System.Globalization;
using Agency.Data;
using Npgsql;

namespace Agency.Tests.Data;

/// <summary>A folder for one private PostgreSQL; when the test is over, neither the folder nor the server is left.</summary>
public sealed class TemporaryHome : IAsyncDisposable
{
    readonly string _outer = Directory.CreateTempSubdirectory("agency-").FullName;

    public TemporaryHome(bool closedToOthers = false)
    {
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_outer, closedToOthers ? mine : mine | enter);
        Home = Path.Combine(_outer, "console");
        Options = new(Home) { Fast = true };
    }

    public string Home { get; }

    public string Data => Path.Combine(Home, "postgres", "data");

    public PrivatePostgresOptions Options { get; init; }

    public Task<PrivatePostgres> StartAsync() => PrivatePostgres.StartAsync(Options, CancellationToken.None);

    public static int PostmasterOf(PrivatePostgres cluster) =>
        int.Parse(File.ReadLines(Path.Combine(cluster.DataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static async Task<string?> AskAsync(PrivatePostgres cluster, string sql, string database = "postgres")
    {
        await using var connection = await Database.OpenAsync(cluster.ConnectionString(database, PrivatePostgres.Superuser), CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data) && File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim() == "14")
            await File.WriteAllTextAsync(Path.Combine(Data, "PG_VERSION"), TestedMajor);
        var running = await PrivatePostgres.FindRunningAsync(Options with { BinDirectory = null }, CancellationToken.None);
        if (running is not null)
        {
            await running.StopAsync();
            Directory.Delete(Path.GetDirectoryName(running.DataDirectory)!, recursive: true);
        }

        Directory.Delete(_outer, recursive: true);
    }

    static string TestedMajor => PostgresBinaries.Find(only: null, major: null).Major.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A test that only root can do, such as mounting a disk; skipped for anybody else.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute(string why)
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = $"only root can {why}";
    }
}
