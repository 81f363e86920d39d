namespace Agency.Documents;

/// <summary>What kind of file its first bytes say it is: a name and a sender say anything.</summary>
static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    static readonly (byte[] Begin, string Type)[] s_known =
    [
        ("%PDF-"u8.ToArray(), "application/pdf"), ([0x89, (byte)'P', (byte)'N', (byte)'G'], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"), ("GIF8"u8.ToArray(), "image/gif"),
    ];

    public static bool CanBeShown(string mediaType) => Array.Exists(s_known, known => known.Type == mediaType);

    public static async Task<string> OfAsync(Stream content, CancellationToken ct)
    {
        var first = new byte[8];
        var read = await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, ct);
        content.Position = 0;
        return Array.Find(s_known, known => first.AsSpan(0, read).StartsWith(known.Begin)).Type ?? Unknown;
    }
}
