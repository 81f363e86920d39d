using System.ComponentModel.DataAnnotations;

namespace Agency.Alerts;

/// <summary>The Sentry project that is told of what destroys. Setting <c>Alerts:Sentry:Dsn</c>; without it nothing is.</summary>
public sealed class SentryOptions : IValidatableObject
{
    public string? Dsn { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Dsn) && SentryDsn.TryParse(Dsn) is null)
            yield return new("Alerts:Sentry:Dsn must be a DSN as Sentry shows it: https://key@host/project.");
    }
}
