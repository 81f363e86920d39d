namespace AdminConsole.Shared;

/// <summary>What a page shows once it is read: nothing yet, an error, or the value. Reading again cancels the reading before; the old value stays until the new one is there.</summary>
public sealed class Loaded<T> : IDisposable
{
    CancellationTokenSource? _reading;

    public T? Value { get; private set; }

    /// <summary>Whether it was read, also where nothing was found.</summary>
    public bool IsRead { get; private set; }

    public Exception? Error { get; private set; }

    public async Task ReadAsync(Func<CancellationToken, Task<T?>> read)
    {
        var reading = new CancellationTokenSource();
        await CancelAsync(Interlocked.Exchange(ref _reading, reading));
        try
        {
            var value = await read(reading.Token);
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

    public void Dispose()
    {
        _reading?.Cancel();
        _reading?.Dispose();
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
