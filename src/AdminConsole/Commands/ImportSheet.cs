using System.Globalization;
using Agency.Import;

namespace AdminConsole.Commands;

/// <summary>An import's report as a terminal shows it.</summary>
static class ImportSheet
{
    static readonly string[] s_heads = ["", "read", "new", "already here", "changed there", "cannot come"];

    public static async Task WriteAsync(TextWriter output, ImportReport report)
    {
        await output.WriteLineAsync($"From {report.Source}{(report.DryRun ? ", only to see what would come; nothing was written" : "")}:");
        await output.WriteLineAsync(Line(s_heads));
        foreach (var t in report.Tables)
            await output.WriteLineAsync(Line([$"{t.Table} → {t.Into}", .. new[] { t.Read, t.New, t.AlreadyHere, t.ChangedThere, t.CannotCome }.Select(n => n.ToString("N0", CultureInfo.InvariantCulture))]));

        await WriteAsync(output, "Cannot come:", report.Problems.Select(p => $"{p.Table} {p.Id}: {p.Why}"));
        await WriteAsync(output, "Changed there since they came, left alone here:", report.Changes.Select(c => $"{c.Table} {c.Id}: {c.What}"));
        await WriteAsync(output, "Rounded, half to even:", report.Roundings.Select(r =>
            FormattableString.Invariant($"{r.Table} {r.Id}: {r.Column} {r.Read} {r.Unit} is {(report.DryRun ? "to be kept" : "kept")} as {r.Stored} ({r.Difference:+0.############################;-0.############################})")));
        await WriteAsync(output, "Notes:", report.Notes);
        await output.WriteLineAsync();
        await output.WriteLineAsync(Summary(report));
    }

    static string Summary(ImportReport report) => (report.New, report.Problems.Count) switch
    {
        (0, 0) => "Nothing new: everything is here already.",
        (0, var p) => $"Nothing new; {Rows(p)} cannot come.",
        (var n, var p) => (report.DryRun ? $"{Rows(n)} can come" : $"{Rows(n)} came, in one commit") + (p == 0 ? "." : $"; {Rows(p)} cannot."),
    };

    static string Rows(int n) => n == 1 ? "1 row" : FormattableString.Invariant($"{n:N0} rows");

    static string Line(string[] cells) => "  " + cells[0].PadRight(32) + string.Concat(cells.Skip(1).Select(c => c.PadLeft(15)));

    static async Task WriteAsync(TextWriter output, string head, IEnumerable<string> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
                await output.WriteLineAsync(Environment.NewLine + head);
            first = false;
            await output.WriteLineAsync("  " + line);
        }
    }
}
