using System.Globalization;
using System.Text.Json;
using Agency.People;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AdminConsole.SignIn;

/// <summary>What a provider says of a person: in its token, and, where that does not say it, at its userinfo endpoint.</summary>
static class ProviderClaims
{
    public static ProviderIdentity Read(JsonWebToken token, JsonElement userInfo, string emailVerifiedClaim)
    {
        var said = JsonElement.Parse(Base64UrlDecoded(token.EncodedPayload));
        // The address and the word that it is verified come from one place.
        var address = Text(said, "email") is null ? userInfo : said;
        return new ProviderIdentity(token.Issuer, token.Subject, Text(address, "email"), IsTrue(address, emailVerifiedClaim),
            [.. Texts(said, "groups").Concat(Texts(said, "roles")).Concat(Texts(userInfo, "groups")).Concat(Texts(userInfo, "roles")).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
            said.TryGetProperty("auth_time", out var at) && at.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);
    }

    static string Base64UrlDecoded(string text) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(text);

    static string? Text(JsonElement claims, string name) => Find(claims, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    static bool IsTrue(JsonElement claims, string name) => Find(claims, name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } word => string.Equals(word.GetString(), "true", StringComparison.OrdinalIgnoreCase),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText() == 1.ToString(CultureInfo.InvariantCulture),
        _ => false,
    };

    static IEnumerable<string> Texts(JsonElement claims, string name) => Find(claims, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    static JsonElement? Find(JsonElement claims, string name) => claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) ? value : null;
}
