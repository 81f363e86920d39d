using System.Globalization;
using Npgsql;

namespace Agency.Data;

/// <summary>A connection string as the environment variables that psql and pg_dump read.</summary>
public static class LibpqEnvironment
{
    /// <summary>Only the variables that have a value; with <paramref name="asOwner"/> the session acts as agency_owner.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(string connectionString, bool asOwner)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PGHOST"] = connection.Host,
            ["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = connection.Database,
            ["PGUSER"] = connection.Username,
            ["PGPASSWORD"] = connection.Password,
            ["PGPASSFILE"] = connection.Passfile,
            ["PGSSLMODE"] = connection.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
            ["PGSSLROOTCERT"] = connection.RootCertificate,
            ["PGSSLCERT"] = connection.SslCertificate,
            ["PGSSLKEY"] = connection.SslKey,
            ["PGAPPNAME"] = "psql",
            ["PGOPTIONS"] = string.Join(' ', new[] { connection.Options, asOwner ? "-c role=agency_owner" : null }.Where(o => !string.IsNullOrEmpty(o))),
        }.Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => KeyValuePair.Create(setting.Key, setting.Value!));
    }
}
