using AdminConsole.Shared;
using Agency.Data;
using Microsoft.AspNetCore.Components;

namespace AdminConsole;

public sealed class The_address_of_a_list
{
    readonly ListAddress _list = new(list => Urls.People(list));
    readonly Browser _browser = new();

    [Fact]
    public void Builds_on_what_is_wanted_before_the_browser_has_gone_there()
    {
        _list.Take(new PageQuery());
        _list.Go(_browser, _list.Wanted with { Search = "Petrov" });
        _list.Go(_browser, _list.Wanted with { State = "Live" });

        Assert.Equal("http://console/people?q=Petrov&state=Live", _browser.Uri);
    }

    [Fact]
    public void Ignores_a_report_of_an_address_that_was_left_again()
    {
        _list.Take(new PageQuery());
        _list.Go(_browser, _list.Wanted with { Search = "Pe" });
        _list.Go(_browser, _list.Wanted with { Search = "Petrov" });

        Assert.False(_list.Take(new PageQuery(Search: "Pe")));
        Assert.Equal("Petrov", _list.Wanted.Search);
        Assert.True(_list.Take(new PageQuery(Search: "Petrov")));
    }

    [Fact]
    public void Follows_the_browser_back()
    {
        _list.Take(new PageQuery());
        _list.Go(_browser, new PageQuery(State: "Live"));
        _list.Take(new PageQuery(State: "Live"));

        Assert.True(_list.Take(new PageQuery()));
        Assert.Null(_list.Wanted.State);
    }

    sealed class Browser : NavigationManager
    {
        public Browser() => Initialize("http://console/", "http://console/people");

        protected override void NavigateToCore(string uri, NavigationOptions options) => Uri = ToAbsoluteUri(uri).ToString();
    }
}
