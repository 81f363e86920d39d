using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shared;

/// <summary>What is shown by the hundred is written as one piece of markup: elements and components of their own would cost each open screen a multiple of it.</summary>
static class Html
{
    static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Text, also inside a quoted attribute.</summary>
    public static string Text(string? text) => string.IsNullOrEmpty(text) ? "" : s_encoder.Encode(text);

    public static MarkupString Markup(string html) => new(html);
}
