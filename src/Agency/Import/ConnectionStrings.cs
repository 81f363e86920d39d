using System.Globalization;
using System.Web;
using Npgsql;

namespace Agency.Import;

/// <summary>Reads both ways of naming a PostgreSQL database: <c>Host=…;Database=…</c>, and the <c>postgres://</c> address that Prisma and libpq use.</summary>
static class ConnectionStrings
{
    // What Prisma adds for its own pool and engine; it says nothing about where the database is.
    static readonly HashSet<string> s_prismaOnly =
        ["connection_limit", "pool_timeout", "pgbouncer", "socket_timeout", "statement_cache_size", "sslaccept", "sslidentity", "sslpassword", "directurl"];

    // Neither the text nor the parser's own message may be shown: both can hold the password.
    public static NpgsqlConnectionStringBuilder Parse(string text) => TryParse(text) ?? throw new ImportException(
        "This is no connection string of PostgreSQL; write Host=…;Database=…;Username=…;Password=… or postgres://user:password@host:5432/database "
        + "(with characters such as # and / in a password as %23 and %2F).");

    static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
                ? FromAddress(text)
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException or KeyNotFoundException or OverflowException)
        {
            return null;
        }
    }

    static NpgsqlConnectionStringBuilder FromAddress(string text)
    {
        // Uri wants a host; libpq takes postgres:///database?host=/run/postgresql.
        var hostless = text.Contains(":///", StringComparison.Ordinal);
        var address = new Uri(hostless ? text.Replace(":///", "://localhost/", StringComparison.Ordinal) : text);
        var builder = new NpgsqlConnectionStringBuilder { Host = address.Host.Trim('[', ']'), Port = address.Port > 0 ? address.Port : 5432 };
        var login = address.UserInfo.Split(':', 2);
        if (login[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(login[0]);
        if (login.Length == 2)
            builder.Password = Uri.UnescapeDataString(login[1]);
        if (address.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        var settings = HttpUtility.ParseQueryString(address.Query);
        foreach (var key in settings.AllKeys)
            Apply(builder, key ?? "", settings[key] ?? "");
        return builder;
    }

    static void Apply(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key.ToLowerInvariant())
        {
            case "schema": builder.SearchPath = $"\"{value}\""; break;
            case "host": builder.Host = value; break;
            case "port": builder.Port = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "dbname": builder.Database = value; break;
            case "sslmode": builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true); break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "connect_timeout": builder.Timeout = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "options": builder.Options = value; break;
            case "application_name": builder.ApplicationName = value; break;
            case var other when s_prismaOnly.Contains(other): break;
            default: throw new KeyNotFoundException(key);
        }
    }
}
