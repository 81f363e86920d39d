using System.Text;
using System.Text.RegularExpressions;

namespace Agency.Data;

/// <summary>What the server's programs say when they fail.</summary>
static partial class ServerLog
{
    public static string Why(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var why = Array.FindLast(lines, l => Failure().IsMatch(l)) ?? lines.LastOrDefault() ?? "it gave no reason";
        return Prefix().Replace(why, "").TrimEnd('.');
    }

    public static bool SaysDiskFull(string text) => text.Contains("No space left on device", StringComparison.Ordinal);

    public static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    public static async Task<string> ReadFromAsync(string file, long position, CancellationToken ct)
    {
        if (!File.Exists(file))
            return "";
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(position, SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(ct);
    }

    [GeneratedRegex(@"\b(FATAL|PANIC|ERROR|error|fatal):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Failure();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d [^\[]*\[\d+\] ", RegexOptions.None, 1000)]
    private static partial Regex Prefix();
}
