using Npgsql;

namespace Agency.People;

/// <summary>The keys that protect the consoles' cookies and forms, shared by all consoles on one database. The doors do not wait: the framework that asks for the keys cannot.</summary>
public sealed class ConsoleKeys
{
    readonly NpgsqlDataSource _source;

    internal ConsoleKeys(NpgsqlDataSource source) => _source = source;

    /// <summary>Every key as XML, the oldest first.</summary>
    public IReadOnlyList<string> Read()
    {
        using var command = _source.CreateCommand("select console.read_keys()");
        using var reader = command.ExecuteReader();
        List<string> keys = [];
        while (reader.Read())
            keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>Keeps one more. A name is used once.</summary>
    public void Keep(string name, string xml)
    {
        using var command = _source.CreateCommand("select console.keep_key($1, $2)");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = xml });
        command.ExecuteNonQuery();
    }
}
