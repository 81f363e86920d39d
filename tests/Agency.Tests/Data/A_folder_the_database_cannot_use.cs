using static Agency.Tests.Data.TemporaryHome;

namespace Agency.Tests.Data;

public sealed class A_folder_the_database_cannot_use
{
    [RootFact("close a folder to the account postgres")]
    public async Task Is_replaced_by_one_elsewhere_when_the_account_cannot_enter_it()
    {
        await using var home = new TemporaryHome(closedToOthers: true);
        var cluster = await home.StartAsync();

        Assert.StartsWith("/var/lib/adminconsole/", cluster.DataDirectory, StringComparison.Ordinal);
        Assert.Equal("1", await AskAsync(cluster, "select 1"));
        await cluster.StopAsync();
        Assert.True((await home.StartAsync()).StartedHere);
    }

    [Fact]
    public async Task Is_replaced_by_one_elsewhere_when_its_path_is_too_long_for_a_socket()
    {
        await using var shortHome = new TemporaryHome();
        await using var home = new TemporaryHome { Options = new(Path.Combine(shortHome.Home, new string('x', 90))) { Fast = true } };
        var cluster = await home.StartAsync();

        Assert.DoesNotContain("xxx", cluster.DataDirectory, StringComparison.Ordinal);
        Assert.Equal("1", await AskAsync(cluster, "select 1"));
    }
}
