using Microsoft.AspNetCore.Components;
using static Microsoft.AspNetCore.Components.Web.RenderMode;

namespace AdminConsole.Shared;

/// <summary>What a page shows once it is read: nothing yet, an error, or the value. Reading again cancels the reading before; the old value stays until the new one is there.</summary>
public sealed class Loaded<T> : IDisposable
{
    CancellationTokenSource? _reading;
    PersistentComponentState? _prerendered;
    PersistingComponentStateSubscription _keeping;
    string _key = "";
    Task<T?>? _begun;
    object? _of;
    Exception? _logged;

    public T? Value { get; private set; }

    /// <summary>Whether it was read, also where nothing was found.</summary>
    public bool IsRead { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The live page begins with what the prerendered page showed: no second reading, no flicker.</summary>
    public void KeepFromPrerender(PersistentComponentState state, string key)
    {
        (_prerendered, _key) = (state, key);
        _keeping = state.RegisterOnPersisting(() =>
        {
            if (IsRead)
                state.PersistAsJson(key, Kept.Keep(Value));
            return Task.CompletedTask;
        }, InteractiveServer);
    }

    /// <summary>Also with what the page before began to read.</summary>
    public void KeepFromPrerender(PersistentComponentState state, string key, NavigationManager navigation)
    {
        KeepFromPrerender(state, key);
        ContinueFrom(navigation);
    }

    /// <summary>The first reading is the one that the page before began, where it did (<see cref="RecordForm{TForm}.Ahead"/>): a page that has its value at once is drawn once.</summary>
    public void ContinueFrom(NavigationManager navigation) => _begun = navigation.HistoryEntryState is { } key && Kept.TryTake<Task<T?>>(key, out var begun) ? begun : null;

    /// <summary>Reads where it is of something else than the last time: a page is given its parameters again when only its address changed, also in the moment in which it is opened.</summary>
    public Task ReadOnceAsync(object of, Func<Task> read)
    {
        if (of.Equals(_of))
            return Task.CompletedTask;
        _of = of;
        return read();
    }

    public async Task ReadAsync(Func<CancellationToken, Task<T?>> read)
    {
        if (Interlocked.Exchange(ref _prerendered, null) is { } prerendered && prerendered.TryTakeFromJson<string>(_key, out var key) && Kept.TryTake<T>(key!, out var kept))
        {
            (Value, IsRead) = (kept, true);
            return;
        }
        var reading = new CancellationTokenSource();
        await CancelAsync(Interlocked.Exchange(ref _reading, reading));
        try
        {
            var value = await (Interlocked.Exchange(ref _begun, null) ?? read(reading.Token));
            if (_reading != reading)
                return;
            (Value, Error, IsRead) = (value, null, true);
        }
        catch (Exception) when (reading.IsCancellationRequested)
        {
            // Somebody moved on; what they read now comes from the later reading.
        }
        catch (Exception e)
        {
            Error = e;
        }
    }

    /// <summary>Each error once, however often the page is drawn.</summary>
    public void LogError(ILogger log, string what)
    {
        if (Error is not null && Error != _logged)
            log.LogError(_logged = Error, "{What} could not be read", what);
    }

    public void Dispose()
    {
        _reading?.Cancel();
        _reading?.Dispose();
        _keeping.Dispose();
    }

    static async Task CancelAsync(CancellationTokenSource? earlier)
    {
        if (earlier is not null)
        {
            await earlier.CancelAsync();
            earlier.Dispose();
        }
    }
}
