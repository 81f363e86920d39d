using Microsoft.Extensions.Options;

namespace Agency.History;

/// <summary>Where the digests of sealed blocks go, outside the database. Settings <c>Seals:File</c> and <c>Seals:Webhook</c>.</summary>
public sealed class SealOptions
{
    /// <summary>A file of JSON lines that digests are appended to; null where none is kept. Best on another machine's disk than the database's.</summary>
    public string? File { get; set; }

    /// <summary>An http or https address that every line of the file is posted to, in order, at least once. Needs <see cref="File"/>, beside which lies what was posted.</summary>
    public string? Webhook { get; set; }

    internal sealed class Validation : IValidateOptions<SealOptions>
    {
        public ValidateOptionsResult Validate(string? name, SealOptions options)
        {
            List<string> wrong = [];
            if (options.File is { Length: > 0 } file && !Path.IsPathFullyQualified(file))
                wrong.Add($"Seals:File must be a full path, not '{file}'.");
            if (options.Webhook is { Length: > 0 } webhook)
            {
                if (!Uri.TryCreate(webhook, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
                    wrong.Add($"Seals:Webhook must be an http or https address, not '{webhook}'.");
                if (options.File is not { Length: > 0 })
                    wrong.Add("Seals:Webhook needs Seals:File, beside which it remembers what it has posted.");
            }
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
