using Agency.History;
using Microsoft.AspNetCore.Components;
using static Microsoft.AspNetCore.Components.Web.RenderMode;

namespace AdminConsole.Shared;

/// <summary>The moment between a page's prerendering and its going live. What was committed in between was told to nobody.</summary>
public sealed class Prerender : IDisposable
{
    const string Key = "published";

    readonly PersistingComponentStateSubscription _keeping;

    public Prerender(HistoryFeed feed, PersistentComponentState state)
    {
        var published = feed.Published;
        MissedCommits = state.TryTakeFromJson<long>(Key, out var then) && then != published;
        _keeping = state.RegisterOnPersisting(() =>
        {
            state.PersistAsJson(Key, published);
            return Task.CompletedTask;
        }, InteractiveServer);
    }

    /// <summary>Whether something was committed in between, so that what the page kept may be out of date.</summary>
    public bool MissedCommits { get; }

    public void Dispose() => _keeping.Dispose();
}
