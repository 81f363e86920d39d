namespace AdminConsole.Documents;

static class Sizes
{
    /// <summary>12 kB, 3.4 MB.</summary>
    public static string Of(int bytes) => bytes < 1000 ? $"{bytes} bytes" : bytes < 1_000_000 ? $"{bytes / 1000} kB" : $"{bytes / 1_000_000m:0.0} MB";
}
