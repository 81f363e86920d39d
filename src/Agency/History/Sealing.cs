using Agency.Alerts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agency.History;

/// <summary>Seals history every two seconds and takes the digests out of the database: into the file, then to the webhook. Of several consoles one seals;
/// each keeps its own file. Nothing waits for it: what fails is said once, shown in /health, and tried again.</summary>
public sealed class Sealing : BackgroundService, IHealthCheck
{
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2), s_longestPause = TimeSpan.FromMinutes(1);

    readonly NpgsqlDataSource _source;
    readonly TimeProvider _time;
    readonly ILogger<Sealing> _log;
    readonly Reports? _reports;
    readonly SealFile? _file;
    readonly SealWebhook? _webhook;
    readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    long? _written;
    TimeSpan _backOff;
    DateTimeOffset _postAgain;

    internal Sealing(NpgsqlDataSource source, IOptions<SealOptions> options, TimeProvider time, ILogger<Sealing> log, Reports? reports = null)
    {
        (_source, _time, _log, _reports) = (source, time, log, reports);
        if (options.Value.File is { Length: > 0 } file)
            _file = new(file, new NpgsqlConnectionStringBuilder(source.ConnectionString).Database!);
        if (_file is not null && options.Value.Webhook is { Length: > 0 } webhook)
            _webhook = new(new(webhook), _file, new HttpClient { Timeout = TimeSpan.FromSeconds(10) });
    }

    /// <summary>Seals what can be sealed now, in pieces, and takes the new digests outside. Answers how many blocks that made.</summary>
    public async Task<int> SealAsync(CancellationToken ct)
    {
        var blocks = 0;
        await TryAsync("sealing", async () =>
        {
            await using var command = _source.CreateCommand("select history.seal()");
            command.CommandTimeout = 0;
            while (await command.ExecuteScalarAsync(ct) is long)
                blocks++;
        }, ct);
        if (_file is not null)
            await TryAsync("digests", () => WriteAsync(_file, ct), ct);
        if (_webhook is not null && _time.GetUtcNow() >= _postAgain)
        {
            _backOff = await TryAsync("webhook", () => _webhook.PostAsync(ct), ct) ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Clamp(_backOff.Ticks * 2, s_pause.Ticks, s_longestPause.Ticks));
            _postAgain = _time.GetUtcNow() + _backOff;
        }
        return blocks;
    }

    /// <summary>Degraded, with what is wrong, while sealing, the file or the webhook fails.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_wrong)
            return Task.FromResult(_wrong.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", _wrong.Select(w => $"{w.Key}: {w.Value}"))));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _webhook?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, _time);
        do
        {
            await SealAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task WriteAsync(SealFile file, CancellationToken ct)
    {
        _written ??= await LastWrittenAsync(file, ct);
        await using var command = _source.CreateCommand("""
            select b.id, b.upto, encode(b.digest, 'hex'), b.sealed_at from history.blocks b where b.id > $1 order by b.id limit 10000
            """);
        var parameter = new NpgsqlParameter<long> { TypedValue = _written.Value };
        command.Parameters.Add(parameter);
        while (true)
        {
            List<SealedBlock> blocks = [];
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                    blocks.Add(new(file.Database, reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), _time.GetUtcNow()));
            }
            if (blocks.Count == 0)
                return;
            await file.AppendAsync(blocks, ct);
            _written = parameter.TypedValue = blocks[^1].Block;
        }
    }

    /// <summary>The file's newest block, which must be the database's too: appending to another chain's digests would hide that they are another's.</summary>
    async Task<long> LastWrittenAsync(SealFile file, CancellationToken ct)
    {
        if ((await file.ReadAsync(ct)).Blocks is not [.., var last])
            return 0;
        await using var command = _source.CreateCommand("select encode(b.digest, 'hex') from history.blocks b where b.id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last.Block });
        return await command.ExecuteScalarAsync(ct) as string == last.Digest ? last.Block
            : throw new InvalidDataException($"Block {last.Block} is not in this database as {file.Path} knows it; run ./console verify");
    }

    async Task<bool> TryAsync(string what, Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
            lock (_wrong)
            {
                if (_wrong.Remove(what))
                    _log.LogInformation("{What} works again", what);
            }
            return true;
        }
        // Whatever it was: a service that ends would end the console with it.
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var message = (e as PostgresException)?.MessageText ?? e.Message;
            lock (_wrong)
            {
                if (!_wrong.ContainsKey(what))
                {
                    _log.LogWarning("{What} fails, and is tried again: {Message}", what, message);
                    _reports?.JobFailed($"Sealing history ({what})", message);
                }
                _wrong[what] = message;
            }
            return false;
        }
    }
}
