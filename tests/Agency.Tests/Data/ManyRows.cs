using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agency.Tests.Data;

/// <summary>An agency with 100,000 talents and deals, and how PostgreSQL answers what a service asks it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime.")]
public sealed class ManyRows : IAsyncLifetime
{
    readonly int _rows;

    public ManyRows() : this(100_000) { }

    internal ManyRows(int rows) => _rows = rows;

    /// <summary>Of an agency that has its rows already.</summary>
    internal static ManyRows In(TestAgency agency) => new(0) { Agency = agency };

    public TestAgency Agency { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Agency = await TestAgency.OpenAsync();
        var fill = await File.ReadAllTextAsync(Path.Combine(TestDatabase.Checkout, "tests", "Agency.Tests", "Data", "ManyRows.sql"));
        await Agency.Database.ForceAsync(fill.Replace("100000", _rows.ToString()));
    }

    public async Task DisposeAsync() => await Agency.DisposeAsync();

    /// <summary>The plan of the last page that the command read; as of a moment, with what the store sets for that. <paramref name="settings"/>: what the service sets beside it.</summary>
    public async Task<string> PlanAsync(Func<Task> command, DateTimeOffset? at = null, string? settings = null)
    {
        await using var connection = await Agency.Database.ConnectAsync();
        if (at is not null)
            await connection.RunSqlAsync($"set history.moment = '{at:O}'; set work_mem = '64MB'; set jit = off");
        if (settings is not null)
            await connection.RunSqlAsync(settings);
        NpgsqlCommand? asked = null;
        using (new Commands(connection.Database, ran => asked = ran.CommandText.Contains("LIMIT", StringComparison.OrdinalIgnoreCase) ? ran.Clone() : asked))
            await command();
        await using var explain = asked ?? throw new InvalidOperationException("Nothing was asked.");
        explain.Connection = connection;
        explain.CommandText = "explain (costs off) " + explain.CommandText;
        List<string> lines = [];
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    /// <summary>Every command that Entity Framework runs on this database.</summary>
    sealed class Commands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        readonly string _database;
        readonly Action<NpgsqlCommand> _ran;
        readonly List<IDisposable> _subscriptions = [];

        public Commands(string database, Action<NpgsqlCommand> ran)
        {
            (_database, _ran) = (database, ran);
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
                _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandEventData { Command: NpgsqlCommand { Connection: { } connection } command } && connection.Database == _database)
                _ran(command);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
    }
}
