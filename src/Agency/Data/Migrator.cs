using Npgsql;

namespace Agency.Data;

/// <summary>
/// Brings a database to the schema this build was written for: numbered SQL files, in order, each in a transaction of its own together with the
/// row that remembers it. Any number of consoles may try at once; one works, the others wait and find it done.
/// </summary>
public sealed class Migrator
{
    const string Remember = "insert into console.migrations (number, name, sha256) values ($1, $2, $3)";
    readonly IReadOnlyList<Migration> _migrations;

    /// <summary>Migrates with the files that this build carries.</summary>
    public Migrator() : this(Migration.Shipped()) { }

    internal Migrator(IReadOnlyList<Migration> migrations)
    {
        _migrations = [.. migrations.OrderBy(m => m.Number)];
        var twice = _migrations.GroupBy(m => m.Number).FirstOrDefault(g => g.Skip(1).Any());
        if (twice is not null)
            throw new InvalidOperationException($"Two migrations have the number {twice.Key}: {string.Join(", ", twice.Select(m => m.Name))}");
    }

    /// <summary>Makes the database when it is missing, its roles and its extensions. Answers whether it made the database.</summary>
    /// <param name="superuserConnectionString">A role that may make roles and extensions, connected to any database of the server.</param>
    /// <param name="database">The name of the console's database.</param>
    /// <param name="ct">Stops it between statements.</param>
    /// <exception cref="StartUpException">The server refuses.</exception>
    public static async Task<bool> PrepareAsync(string superuserConnectionString, string database, CancellationToken ct)
    {
        var made = false;
        await using (var server = await Database.OpenAsync(superuserConnectionString, ct))
        {
            if (!await Database.ExistsAsync(server, database, ct))
            {
                await server.RunAsync($"create database {Database.Quote(database)}", ct);
                made = true;
            }
        }

        var inside = new NpgsqlConnectionStringBuilder(superuserConnectionString) { Database = database };
        await using var connection = await Database.OpenAsync(inside.ConnectionString, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Roles belong to the whole server: two databases prepared at once would both find them missing.
        await connection.RunAsync("select pg_advisory_xact_lock(hashtext('adminconsole roles'))", ct);
        await connection.RunFileAsync("roles.sql", EmbeddedSql.Read("Data/roles.sql"), ct);
        await transaction.CommitAsync(ct);
        // Nobody drops a template by mistake, not even a superuser: see Database.DropAsync.
        await connection.RunAsync($"alter database {Database.Quote(database)} is_template true", ct);
        return made;
    }

    /// <summary>Applies what is missing, each file as whoever is to own what it makes, and answers how many files that were.</summary>
    /// <param name="adminConnectionString">Connects as the server's administrator, or as somebody who may act as <c>agency_owner</c> and <c>agency_guard</c>.</param>
    /// <param name="ct">Stops it; the file being applied is rolled back.</param>
    /// <exception cref="StartUpException">A file fails, was edited after it had been applied, or is not known to this build.</exception>
    public async Task<int> MigrateAsync(string adminConnectionString, CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(adminConnectionString, ct);
        await connection.RunAsync("select pg_advisory_lock(hashtext('adminconsole migrations'))", ct);
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await connection.RunAsync("set local role agency_owner", ct);
            await connection.RunFileAsync("migrations-table.sql", EmbeddedSql.Read("Data/migrations-table.sql"), ct);
            await transaction.CommitAsync(ct);
        }

        var applied = await AppliedAsync(connection, ct);
        RefuseWhatDiffers(applied);
        var missing = _migrations.Where(m => !applied.ContainsKey(m.Number)).ToList();
        // What is not as the last migration left it becomes an alarm first: afterwards, what is there then is what must be there.
        if (missing.Count > 0)
            await connection.RunAsync(GuardChange.RaiseAlarms, ct);
        foreach (var migration in missing)
            await ApplyAsync(connection, migration, ct);
        if (missing.Count > 0)
            await WatchAsync(connection, ct);
        return missing.Count;
    }

    /// <summary>The files that this build carries and the database has not had. Any role that may read <c>console.migrations</c> can ask.</summary>
    /// <exception cref="StartUpException">The database cannot be reached, or was migrated with other files.</exception>
    public async Task<IReadOnlyList<string>> PendingAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(connectionString, ct);
        return await PendingAsync(connection, ct);
    }

    internal async Task<IReadOnlyList<string>> PendingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, ct);
        RefuseWhatDiffers(applied);
        return [.. _migrations.Where(m => !applied.ContainsKey(m.Number)).Select(m => m.Name)];
    }

    /// <summary>What <see cref="MigrateAsync"/> would do to the database, as SQL for psql and a superuser.</summary>
    internal async Task<string> ScriptAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var pending = await PendingAsync(connection, ct);
        var missing = _migrations.Where(m => pending.Contains(m.Name)).Select(m => $"""
            -- {m.Name}
            begin;
            {GuardChange.Begin};
            set local role {m.Role ?? "none"};
            {m.Sql.TrimEnd()}
            set local role agency_owner;
            insert into console.migrations (number, name, sha256) values ({m.Number}, '{m.Name}', '{m.Sha256}');
            set local role none;
            {GuardChange.End};
            commit;

            """);
        return $"begin;\nset local role agency_owner;\n{EmbeddedSql.Read("Data/migrations-table.sql")}commit;\n\n{string.Join('\n', missing)}\n{EmbeddedSql.Read("Data/watch.sql")}\nbegin;\n{GuardChange.Begin};\n{GuardChange.Remember};\n{GuardChange.End};\ncommit;\n";
    }

    static async Task WatchAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var superuser = new NpgsqlCommand("select rolsuper and to_regproc('watch.refuse_drop') is not null from pg_roles where rolname = current_user", connection))
        {
            if (await superuser.ExecuteScalarAsync(ct) is true)
                await connection.RunFileAsync("watch.sql", EmbeddedSql.Read("Data/watch.sql"), ct);
        }
        await connection.RunAsync(GuardChange.Begin, ct);
        await connection.RunAsync(GuardChange.Remember, ct);
        await connection.RunAsync(GuardChange.End, ct);
        await transaction.CommitAsync(ct);
    }

    static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.RunAsync(GuardChange.Begin, ct);
        if (migration.Role is { } role)
            await connection.RunAsync($"set local role {role}", ct);
        await connection.RunFileAsync(migration.Name, migration.Sql, ct);
        await connection.RunAsync("set local role agency_owner", ct);
        await using var remember = new NpgsqlCommand(Remember, connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Sha256 } },
        };
        await remember.ExecuteNonQueryAsync(ct);
        await connection.RunAsync("set local role none", ct);
        await connection.RunAsync(GuardChange.End, ct);
        await transaction.CommitAsync(ct);
    }

    static async Task<Dictionary<int, Applied>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<int, Applied>();
        await using var exists = new NpgsqlCommand("select to_regclass('console.migrations') is not null", connection);
        if (await exists.ExecuteScalarAsync(ct) is not true)
            return applied;
        await using var command = new NpgsqlCommand("select number, name, sha256 from console.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied.Add(reader.GetInt32(0), new(reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    void RefuseWhatDiffers(Dictionary<int, Applied> applied)
    {
        foreach (var (number, was) in applied)
        {
            var now = _migrations.FirstOrDefault(m => m.Number == number)
                ?? throw new StartUpException($"The database has had migration {was.Name}, which this version of the console does not know; use the version that applied it, or a newer one");
            if (now.Sha256 != was.Sha256)
                throw new StartUpException($"Migration {now.Name} was edited after it had been applied to this database; put its text back and make the change in a new file");
        }
    }

    sealed record Applied(string Name, string Sha256);
}
