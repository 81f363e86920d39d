using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agency.History;

/// <summary>Tells open screens what was committed. One LISTEN per process; PostgreSQL delivers a commit's notice after it committed, never on rollback.
/// What no person did (plain SQL, another application) is announced by nobody and looked for every second.
/// Subjects: a table (<c>agency.talents</c>), a row (<c>agency.talents/ID</c>), all requests (<c>requests</c>), one (<c>requests/ID</c>), the alarms (<c>alarms</c>), broken glass (<c>glass</c>),
/// a person's sign-ins and roles (<c>people/ID</c>), what leaves the console (<c>outbox</c>), or a person's notifications (<c>notifications/ID</c>).</summary>
public sealed class HistoryFeed : BackgroundService
{
    const int RowsNamed = 500;
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_burst = TimeSpan.FromMilliseconds(100);

    readonly IDbContextFactory<AgencyDb> _contexts;
    readonly NpgsqlDataSource _source;
    readonly ILogger<HistoryFeed> _log;
    readonly ConcurrentDictionary<object, (string Subject, Func<Task> Changed)> _watchers = new();
    readonly ConcurrentDictionary<object, Func<IReadOnlyList<long>, Task>> _commitWatchers = new();
    readonly HashSet<long> _found = [];
    long _published;
    long _horizon;

    internal HistoryFeed(IDbContextFactory<AgencyDb> contexts, NpgsqlDataSource source, ILogger<HistoryFeed> log) => (_contexts, _source, _log) = (contexts, source, log);

    /// <summary>How often something was published. Whoever read the database at an earlier number may have missed what came in between.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Calls <paramref name="changed"/> a tenth of a second after a commit that touched the subject, once for all that came meanwhile, and after a gap in listening; until disposed.</summary>
    public IDisposable Watch(string subject, Func<Task> changed)
    {
        var watcher = new Watcher(this);
        _watchers[watcher] = (subject, changed);
        return watcher;
    }

    /// <summary>Calls <paramref name="committed"/> with the ids of commits as they become known; until disposed.</summary>
    internal IDisposable WatchCommits(Func<IReadOnlyList<long>, Task> committed)
    {
        var watcher = new Watcher(this);
        _commitWatchers[watcher] = committed;
        return watcher;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            // Whatever it was: a feed that ends would end the console with it.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _log.LogWarning(e, "Lost the connection that listens for commits; listening again in a second");
                // The idle ones in the pool most likely are as dead: whoever reads again first would only find that out.
                _source.Clear();
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        ConcurrentQueue<string> notices = new();
        connection.Notification += (_, notice) => notices.Enqueue(notice.Payload);
        await using (var listen = new NpgsqlCommand("set application_name = 'AdminConsole feed'; listen agency", connection))
            await listen.ExecuteNonQueryAsync(ct);
        await LookForSilentCommitsAsync(connection, ct);
        Publish(_ => true);
        while (true)
        {
            // A burst of commits refreshes a screen once, and whoever made the commit is answered before the others read it.
            if (await connection.WaitAsync(s_pause, ct))
                await Task.Delay(s_burst, ct);
            var heard = (await LookForSilentCommitsAsync(connection, ct)).ConvertAll(id => $"commit {id}");
            while (notices.TryDequeue(out var notice))
                heard.Add(notice);
            if (heard.Count > 0)
                await PublishAsync(heard, ct);
        }
    }

    /// <summary>The commits of plain SQL since the last look. Below the horizon every transaction is over, so nothing new appears there.</summary>
    async Task<List<long>> LookForSilentCommitsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select history.commit_id_of(pg_snapshot_xmin(pg_current_snapshot())), array(select id from history.commits where id >= $1 and source = 'sql')", connection)
        { Parameters = { new() { Value = _horizon == 0 ? long.MaxValue : _horizon } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        _horizon = reader.GetInt64(0);
        var found = reader.GetFieldValue<long[]>(1).Where(_found.Add).ToList();
        _found.RemoveWhere(id => id < _horizon);
        return found;
    }

    async Task PublishAsync(List<string> notices, CancellationToken ct)
    {
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        var commits = new List<long>();
        foreach (var notice in notices.Select(n => n.Split(' ')))
        {
            if (notice is ["commit", var id])
                commits.Add(long.Parse(id));
            else if (notice is ["request", var request])
                subjects.UnionWith(["requests", $"requests/{request}"]);
            else if (notice is ["person", var person])
                subjects.Add($"people/{person}");
            else if (notice is ["alarm"])
                subjects.Add("alarms");
            else if (notice is ["glass", _])
                subjects.Add("glass");
            else if (notice is ["outbox"])
                subjects.Add("outbox");
            else if (notice is ["notified", var told])
                subjects.Add($"notifications/{told}");
        }
        var crowded = new HashSet<string>(StringComparer.Ordinal);
        if (commits.Count > 0)
        {
            await using var db = await _contexts.CreateDbContextAsync(ct);
            var rows = await db.Database.SqlQueryRaw<TouchedRow>(EmbeddedSql.Read("History/HistoryFeed.sql"), commits, RowsNamed + 1).ToListAsync(ct);
            subjects.UnionWith(rows.Select(r => r.TableName));
            if (rows.Count <= RowsNamed)
                subjects.UnionWith(rows.Select(r => $"{r.TableName}/{r.RowId}"));
            else
                crowded.UnionWith(await db.Database.SqlQuery<string>($"select table_name as \"Value\" from guard.protected p where exists (select from history.changes c where c.table_id = p.id and c.commit_id = any ({commits}))").ToListAsync(ct));
        }
        subjects.UnionWith(crowded);
        if (commits.Count > 0)
        {
            foreach (var committed in _commitWatchers.Values)
                _ = TellAsync("commits", () => committed(commits));
        }
        Publish(subject => subjects.Contains(subject) || crowded.Contains(subject.Split('/')[0]));
    }

    void Publish(Func<string, bool> concerned)
    {
        Interlocked.Increment(ref _published);
        foreach (var (subject, changed) in _watchers.Values)
        {
            if (concerned(subject))
                _ = TellAsync(subject, changed);
        }
    }

    async Task TellAsync(string subject, Func<Task> changed)
    {
        try
        {
            await changed();
        }
        catch (Exception e)
        {
            _log.LogError(e, "A screen that watches {Subject} could not be refreshed", subject);
        }
    }

    sealed record TouchedRow(string TableName, string RowId);

    sealed class Watcher(HistoryFeed feed) : IDisposable
    {
        public void Dispose()
        {
            feed._watchers.TryRemove(this, out _);
            feed._commitWatchers.TryRemove(this, out _);
        }
    }
}
