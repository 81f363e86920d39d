using System.Collections.Concurrent;

namespace Agency.Data;

/// <summary>SQL that stands in a .sql file beside the C# that runs it.</summary>
static class SqlFile
{
    static readonly ConcurrentDictionary<string, string> s_texts = new(StringComparer.Ordinal);

    public static string Text(string path) => s_texts.GetOrAdd(path, static path =>
    {
        using var stream = typeof(SqlFile).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"There is no SQL file {path} in {typeof(SqlFile).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
