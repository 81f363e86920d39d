using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AdminConsole.Layout;

/// <summary>A link of the spine. It knows its page by the path alone: the moment one looks at, or a filter, stands behind it.</summary>
public sealed class SpineLink : NavLink
{
    [Parameter, EditorRequired] public string Path { get; set; } = "";

    protected override bool ShouldMatch(string uriAbsolute)
    {
        var path = new Uri(uriAbsolute).AbsolutePath;
        return path == Path || (Path != "/" && path.StartsWith(Path + "/", StringComparison.Ordinal));
    }
}
