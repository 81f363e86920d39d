using AdminConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class A_page_that_reads : BunitContext
{
    readonly Loaded<string> _record = new();
    int _readings;

    [Fact]
    public async Task Reads_a_record_once_however_often_it_is_given_its_address()
    {
        await _record.ReadOnceAsync((1, "now"), ReadAsync);
        await _record.ReadOnceAsync((1, "now"), ReadAsync);
        Assert.Equal("reading 1", _record.Value);

        await _record.ReadOnceAsync((1, "then"), ReadAsync);
        Assert.Equal("reading 2", _record.Value);

        await ReadAsync();
        Assert.Equal("reading 3", _record.Value);
    }

    [Fact]
    public async Task Goes_on_with_what_the_page_before_began_to_read_but_only_once()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/deals", new NavigationOptions { HistoryEntryState = Kept.Keep(Task.FromResult<string?>("begun before")) });

        _record.ContinueFrom(navigation);
        await ReadAsync();
        Assert.Equal("begun before", _record.Value);

        var again = new Loaded<string>();
        again.ContinueFrom(navigation);
        await again.ReadAsync(_ => Task.FromResult<string?>("read anew"));
        Assert.Equal("read anew", again.Value);
    }

    Task ReadAsync() => _record.ReadAsync(_ => Task.FromResult<string?>($"reading {++_readings}"));
}
