using Agency.Data;
using Npgsql;

namespace Agency.Tests;

/// <summary>What somebody with a database client would do, as one of the roles.</summary>
static class Sql
{
    public const string App = "agency_app", Reader = "agency_reader", Owner = "agency_owner", Superuser = PrivatePostgres.Superuser;

    /// <summary>The owner cannot log in: the admin does, and acts as the owner.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync(this TestDatabase database, string who = App)
    {
        var connection = new NpgsqlConnection(who switch
        {
            App => database.AppConnectionString,
            Reader => database.ReaderConnectionString,
            Owner => database.AdminConnectionString,
            _ => database.SuperuserConnectionString,
        });
        await connection.OpenAsync();
        if (who == Owner)
            await connection.RunSqlAsync("set role agency_owner");
        return connection;
    }

    public static async Task RunSqlAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<string?> AskSqlAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    /// <summary>Runs the statements in one transaction and commits; answers the SQLSTATE that refused them, null where they went through.</summary>
    public static async Task<string?> RefusalAsync(this TestDatabase database, string sql, string who = App)
    {
        await using var connection = await database.ConnectAsync(who);
        return await connection.RefusalAsync(sql);
    }

    public static async Task<string?> RefusalAsync(this NpgsqlConnection connection, string sql)
    {
        try
        {
            await connection.RunSqlAsync(sql);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    public static async Task<T> AskAsync<T>(this TestDatabase database, string sql, string role = Superuser) => (T)(await database.AskAsync(sql, role))!;

    /// <summary>Every business table's name, number of rows and fingerprint of all rows.</summary>
    public static Task<string> ImageAsync(this TestDatabase database) => database.AskAsync<string>("""
        select string_agg(table_name || ' ' || (xpath('//c/text()', query_to_xml(format(
                 'select count(*) || '' '' || coalesce(md5(string_agg(to_jsonb(t)::text, '','' order by t.id)), ''-'') as c from agency.%I t', table_name), false, true, '')))[1], E'\n' order by table_name)
          from information_schema.tables where table_schema = 'agency'
        """);

    /// <summary>Waits until a backend is blocked by a lock.</summary>
    public static Task BlockedAsync(this TestDatabase database, int backend) =>
        Eventually.TrueAsync(async () => await database.AskAsync<bool>($"select cardinality(pg_blocking_pids({backend})) > 0"), "a session that waits for a lock");
}

static class Eventually
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_limit)
                throw new TimeoutException($"There was never {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
