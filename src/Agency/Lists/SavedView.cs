using System.ComponentModel.DataAnnotations;

namespace Agency.Lists;

/// <summary>A list's filter, sort and columns under a name. <paramref name="Query"/>: as the list's address says them. <paramref name="Audience"/>: mine, everyone, or the role whose people see it.</summary>
public sealed record SavedView(Guid Id, string Name, string Query, string Audience, bool IsMine, bool Pinned, bool Opens);

/// <summary>What somebody fills in about a view.</summary>
public sealed record ViewForm
{
    /// <summary>Null for a new one.</summary>
    public Guid? Id { get; init; }

    [Required(ErrorMessage = "A view needs a name."), StringLength(80, ErrorMessage = "At most 80 characters.")]
    public string Name { get; set; } = "";

    [StringLength(4000, ErrorMessage = "This view's filter is too long to be kept.")]
    public string Query { get; set; } = "";

    [RegularExpression("^(mine|everyone|admin|approver|manager|finance|viewer)$", ErrorMessage = "Choose one of the list.")]
    public string Audience { get; set; } = "mine";

    /// <summary>Whether it is a tab over the list.</summary>
    public bool Pinned { get; set; } = true;

    /// <summary>Whether the list opens with it.</summary>
    public bool Opens { get; set; }
}

/// <summary>What a person keeps of a list: its columns in order, with the width they were given in pixels, and whether its rows are low.</summary>
public sealed record ListSettings(IReadOnlyList<ListSettings.Column> Columns, bool Compact = false)
{
    public static ListSettings None { get; } = new([]);

    public sealed record Column(string Name, int? Width = null);

    public int? Width(string column) => Columns.FirstOrDefault(c => c.Name == column)?.Width;

    /// <summary>With these columns, at the widths they had.</summary>
    public ListSettings Show(IEnumerable<string> columns) => this with { Columns = [.. columns.Select(name => new Column(name, Width(name)))] };
}
