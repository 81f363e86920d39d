using Agency.Tests;
using Microsoft.Playwright;

namespace AdminConsole.EndToEnd;

/// <summary>axe-core's rules of WCAG 2.2 AA and good practice, held against an open page.</summary>
static class Axe
{
    static readonly Lazy<string> s_script = new(() =>
    {
        var file = Path.Combine(TestDatabase.Checkout, "tests", "AdminConsole.Tests", "EndToEnd", "axe", "node_modules", "axe-core", "axe.min.js");
        return File.Exists(file) ? File.ReadAllText(file) : throw new InvalidOperationException($"Run ./console test, or npm ci in {Path.GetDirectoryName(file)}");
    });

    /// <summary>What breaks a rule, each as rule, selector and why; <paramref name="coloursOnly"/> where all else was looked at already.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, bool coloursOnly = false)
    {
        // Evaluated by the debugger, which the page's own policy for scripts does not concern.
        await page.EvaluateAsync(s_script.Value);
        return await page.EvaluateAsync<string[]>("""
            async coloursOnly => {
              const only = coloursOnly
                ? { type: "rule", values: ["color-contrast", "link-in-text-block"] }
                : { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
              const found = await axe.run({ runOnly: only, resultTypes: ["violations"] });
              return found.violations.flatMap(v => v.nodes.map(n => `${v.id} at ${n.target.flat(9).join(" ")}: ${n.failureSummary.split("\n").slice(1).join(" ").trim()}`));
            }
            """, coloursOnly);
    }
}
