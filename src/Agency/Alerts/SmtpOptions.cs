using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace Agency.Alerts;

/// <summary>The mail server. Settings <c>Alerts:Smtp:…</c>; without <see cref="Host"/> no mail is sent.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    public string? Host { get; set; }

    [Range(1, 65535, ErrorMessage = "Alerts:Smtp:Port must be between 1 and 65535.")]
    public int Port { get; set; } = 587;

    /// <summary>The address that mail comes from.</summary>
    public string? From { get; set; }

    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary>StartTls unless said otherwise; None for a server on the same machine or network.</summary>
    [EnumDataType(typeof(SmtpSecurity), ErrorMessage = "Alerts:Smtp:Security must be StartTls or None.")]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Host))
            yield break;
        if (!MailAddress.TryCreate(From, out _))
            yield return new("Alerts:Smtp:From must be the mail address that messages come from.");
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            yield return new("Alerts:Smtp:User and Alerts:Smtp:Password go together.");
        if (!string.IsNullOrEmpty(Password) && Security == SmtpSecurity.None)
            yield return new("Alerts:Smtp:Password would go over the wire in clear; set Alerts:Smtp:Security to StartTls.");
    }
}

public enum SmtpSecurity { StartTls, None }
