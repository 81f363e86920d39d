namespace Agency.Alerts;

/// <summary>A DSN, <c>https://key@host/path/project</c>, in its parts.</summary>
sealed record SentryDsn(string Text, string Key, Uri Envelopes)
{
    /// <summary>Null for what is no DSN.</summary>
    public static SentryDsn? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var dsn) || (dsn.Scheme != Uri.UriSchemeHttps && dsn.Scheme != Uri.UriSchemeHttp))
            return null;
        var (key, cut) = (dsn.UserInfo.Split(':')[0], dsn.AbsolutePath.LastIndexOf('/'));
        var project = dsn.AbsolutePath[(cut + 1)..];
        if (key.Length == 0 || project.Length == 0)
            return null;
        return new(text, key, new Uri($"{dsn.Scheme}://{dsn.Authority}{dsn.AbsolutePath[..cut]}/api/{project}/envelope/"));
    }
}
