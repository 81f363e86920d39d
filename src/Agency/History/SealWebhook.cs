using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Agency.History;

/// <summary>Posts digests to another place, one JSON body each, in the file's order, each at least once. How far it came lies in a small file beside the digests.</summary>
sealed class SealWebhook(Uri address, SealFile file, HttpClient http) : IDisposable
{
    readonly string _progress = file.Path + ".posted";

    /// <summary>Posts what was not posted yet. Throws <see cref="HttpRequestException"/> or a cancellation by timeout at the first one that is not taken; call again later.</summary>
    public async Task PostAsync(CancellationToken ct)
    {
        var posted = await PostedAsync(ct);
        foreach (var block in (await file.ReadAsync(ct)).Blocks.Where(b => b.Block > posted))
        {
            using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(block.ToLine()));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync(address, body, ct);
            answer.EnsureSuccessStatusCode();
            await File.WriteAllTextAsync(_progress + ".new", block.Block.ToString(CultureInfo.InvariantCulture), ct);
            File.Move(_progress + ".new", _progress, overwrite: true);
        }
    }

    public void Dispose() => http.Dispose();

    async Task<long> PostedAsync(CancellationToken ct) =>
        File.Exists(_progress) && long.TryParse(await File.ReadAllTextAsync(_progress, ct), CultureInfo.InvariantCulture, out var block) ? block : 0;
}
