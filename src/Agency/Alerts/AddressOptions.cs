using System.ComponentModel.DataAnnotations;

namespace Agency.Alerts;

/// <summary>Where people open the console. Setting <c>Console:Address</c>; without it messages carry no link.</summary>
public sealed class AddressOptions : IValidatableObject
{
    public string? Address { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Address) && (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)))
            yield return new("Console:Address must be the http or https address at which people open the console.");
    }

    internal Uri? LinkTo(string path) => string.IsNullOrEmpty(Address) ? null : new Uri(new Uri(Address.TrimEnd('/') + "/"), path.TrimStart('/'));
}
