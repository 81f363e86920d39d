using System.Diagnostics;
using Agency.Data;

namespace Agency.Tests.Data;

public sealed class A_private_PostgreSQL_that_cannot_start
{
    [Fact]
    public async Task Names_both_versions_when_another_one_made_the_data()
    {
        await using var home = new TemporaryHome();
        await (await home.StartAsync()).StopAsync();
        await File.WriteAllTextAsync(Path.Combine(home.Data, "PG_VERSION"), "14");

        var sentence = await RefusalAsync(home.Options);
        Assert.Contains($"The database in {home.Data} was made by PostgreSQL 14 and this machine has PostgreSQL", sentence);
    }

    [Fact]
    public async Task Says_what_to_install_when_there_are_no_server_programs()
    {
        await using var home = new TemporaryHome();
        var empty = Directory.CreateDirectory(Path.Combine(home.Home, "empty")).FullName;

        var sentence = await RefusalAsync(home.Options with { BinDirectory = empty });
        Assert.Contains("apt-get install postgresql", sentence);
        Assert.False(PrivatePostgres.Exists(home.Options));
    }

    [Fact]
    public async Task Gives_the_servers_own_reason()
    {
        await using var home = new TemporaryHome();
        await (await home.StartAsync()).StopAsync();
        await File.AppendAllTextAsync(Path.Combine(home.Data, "postgresql.conf"), "shared_buffers = plenty\n");

        Assert.Contains("FATAL:  configuration file", await RefusalAsync(home.Options));
    }

    [Fact]
    public async Task Says_how_much_space_is_missing_before_it_begins()
    {
        await using var home = new TemporaryHome();
        var sentence = await RefusalAsync(home.Options with { FreeBytesNeeded = long.MaxValue });
        Assert.Contains("MB left", sentence);
        Assert.False(PrivatePostgres.Exists(home.Options));
    }

    [RootFact("mount a small disk")]
    public async Task Says_that_the_disk_is_full_and_leaves_nothing()
    {
        await using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Home);
        await MustAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", home.Home);
        try
        {
            Assert.Contains($"The disk that holds {home.Home}/postgres is full", await RefusalAsync(home.Options with { FreeBytesNeeded = 0 }));
            Assert.False(Directory.Exists(home.Data + ".new"));
            Assert.False(PrivatePostgres.Exists(home.Options));
        }
        finally
        {
            await MustAsync("umount", home.Home);
        }
    }

    [RootFact("give a folder to another account")]
    public async Task Does_not_touch_the_data_of_another_account()
    {
        await using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Data);
        await File.WriteAllTextAsync(Path.Combine(home.Data, "PG_VERSION"), PostgresBinaries.Find(only: null, major: null).Major.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("does not belong to the account postgres", await RefusalAsync(home.Options));
    }

    static async Task<string> RefusalAsync(PrivatePostgresOptions options)
    {
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => PrivatePostgres.StartAsync(options, CancellationToken.None));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    static async Task MustAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
