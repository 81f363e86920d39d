using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace AdminConsole.Shared;

/// <summary>What prerendered pages showed, until their live pages take it: in memory, as pages are too large for a circuit's first message and there is one host. What nobody takes is gone after half a minute.</summary>
static class Kept
{
    const int Most = 1000;
    static readonly TimeSpan s_for = TimeSpan.FromSeconds(30);
    static readonly MemoryCache s_values = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>Keeps a value, and answers the key that takes it: nobody can guess it.</summary>
    public static string Keep(object? value)
    {
        var key = RandomNumberGenerator.GetHexString(32);
        s_values.Set(key, new Box(value), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_for });
        return key;
    }

    /// <summary>Takes what was kept, once; false where it is gone.</summary>
    public static bool TryTake<T>(string key, out T? value)
    {
        if (s_values.TryGetValue(key, out var box))
            s_values.Remove(key);
        value = box is Box { Value: T kept } ? kept : default;
        return box is Box { Value: T or null };
    }

    sealed record Box(object? Value);
}
