using System.ComponentModel.DataAnnotations;

namespace Agency.Alerts;

/// <summary>Where every message is posted as JSON. Settings <c>Alerts:Webhook:…</c>; without <see cref="Url"/> nothing is.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    public string? Url { get; set; }

    /// <summary>The key of the signature; at least 16 characters.</summary>
    public string? Secret { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Url))
            yield break;
        // The address may hold a secret of its own, so it is not repeated.
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            yield return new("Alerts:Webhook:Url must be an http or https address.");
        if (Secret is not { Length: >= 16 })
            yield return new("Alerts:Webhook:Secret must have at least 16 characters; the other side verifies with it that a message is ours.");
    }
}
