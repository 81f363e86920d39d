using System.Reflection;

namespace Agency.Bench;

/// <summary>The SQL files beside the code.</summary>
static class Sql
{
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new FileNotFoundException($"There is no {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
