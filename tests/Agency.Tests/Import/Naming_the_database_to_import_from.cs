using Npgsql;

namespace Agency.Import;

public sealed class Naming_the_database_to_import_from
{
    [Theory]
    [InlineData("postgres://ann:s%23cret%2F@db.example:6543/agency%20old?schema=Public&connection_limit=5&sslmode=require", "Host=db.example;Port=6543;Database=agency old;Username=ann;Password=s#cret/;SearchPath=\"Public\";SSL Mode=Require")]
    [InlineData("postgresql://ann@localhost/agency", "Host=localhost;Port=5432;Database=agency;Username=ann")]
    [InlineData("postgresql:///agency?host=/run/postgresql&user=ann", "Host=/run/postgresql;Port=5432;Database=agency;Username=ann")]
    [InlineData("Host=db.example;Database=agency", "Host=db.example;Database=agency")]
    public void Takes_an_address_or_keys_and_values(string text, string expected)
    {
        var parsed = ConnectionStrings.Parse(text);

        var wanted = new NpgsqlConnectionStringBuilder(expected);
        Assert.Equal((wanted.Host, wanted.Port, wanted.Database, wanted.Username, wanted.Password, wanted.SslMode),
            (parsed.Host, parsed.Port, parsed.Database, parsed.Username, parsed.Password, parsed.SslMode));
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("postgres://ann:hunter2#@db.example:abc/agency")]
    [InlineData("postgres://ann@db.example/agency?hunter2=1")]
    [InlineData("Host=db.example;hunter2=1")]
    public void Never_repeats_what_it_could_not_read(string text) =>
        Assert.DoesNotContain("hunter2", Assert.Throws<ImportException>(() => ConnectionStrings.Parse(text)).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task Says_why_it_cannot_be_opened_without_its_password()
    {
        var service = new ImportService("Host=nowhere", TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ImportException>(() => service.RunAsync(new("postgres://ann:hunter2@127.0.0.1:1/agency")));

        Assert.StartsWith("The database to import from cannot be opened: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }
}
