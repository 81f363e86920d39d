using Agency.Data;

namespace AdminConsole.Commands;

/// <summary>The checkout (or the unpacked release) the console runs from, and the folder in it where it keeps what it makes.</summary>
sealed record ConsoleHome(string Root)
{
    const string Variable = "ADMINCONSOLE_HOME";

    public string State => Path.Combine(Root, ".console");

    public PrivatePostgresOptions Postgres => new(State);

    /// <summary>Where the variable says; else here, when this is a checkout or a release; else where the program lies.</summary>
    public static ConsoleHome Find() => new(Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)
        ?? (File.Exists("appsettings.json") ? Environment.CurrentDirectory : AppContext.BaseDirectory)));

    /// <summary>Where the digests of history go: where Seals:File says; in Development, the state folder.</summary>
    public string? SealFile() => Configuration()["Seals:File"] is { Length: > 0 } file ? file : IsDevelopment ? Path.Combine(State, "seals.jsonl") : null;

    static bool IsDevelopment => Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") == "Development";

    /// <summary>The settings that decide which database it is: appsettings.json, then the environment.</summary>
    public IConfiguration Configuration() => new ConfigurationBuilder()
        .SetBasePath(Root)
        .AddJsonFile("appsettings.json", optional: true)
        .AddJsonFile($"appsettings.{Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")}.json", optional: true)
        .AddEnvironmentVariables()
        .Build();
}
