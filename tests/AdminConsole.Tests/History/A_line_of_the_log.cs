using AdminConsole.History;
using Agency.History;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class A_line_of_the_log : BunitContext
{
    static readonly DateTimeOffset s_at = new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero);

    public A_line_of_the_log() => Services.AddSingleton(TimeProvider.System);

    [Fact]
    public void Is_a_sentence_that_opens_its_commit()
    {
        var link = Line(Commit()).Find(".commit-what > a");

        Assert.Equal("Ann edited Aria", link.TextContent.Trim());
        Assert.Equal("Ann", link.QuerySelector("b")!.TextContent);
        Assert.Equal("/history/281474976711398", link.GetAttribute("href"));
    }

    [Fact]
    public void Says_on_whose_approval_and_why()
    {
        var line = Line(Commit() with { Reason = "She left.", RequestId = Guid.Empty, ApprovedBy = ["Bea", "Cal"] });

        Assert.Equal("She left.", line.Find(".commit-why").TextContent);
        Assert.Contains("approved by <b>Bea, Cal</b> in", line.Markup, StringComparison.Ordinal);
        Assert.Equal($"/requests/{Guid.Empty}", line.Find(".commit-meta a").GetAttribute("href"));
    }

    [Theory]
    [InlineData(true, "Sealed")]
    [InlineData(false, "Not sealed yet")]
    public void Says_in_words_whether_it_is_sealed(bool isSealed, string words) =>
        Assert.Equal(words, Line(Commit() with { Sealed = isSealed }).Find(".seal .sr-only").TextContent);

    [Fact]
    public void Says_where_an_SQL_session_came_from() =>
        Assert.Contains("in an SQL session from 10.0.0.7", Line(Commit() with { Source = "sql", Client = "10.0.0.7" }).Find(".commit-meta").TextContent, StringComparison.Ordinal);

    IRenderedComponent<CommitLine> Line(CommitRow commit) => Render<CommitLine>(p => p.Add(l => l.Commit, commit));

    static CommitRow Commit() => new((1L << 48) + 742, s_at, s_at, Guid.Empty, "Ann", "console", "talent.edited", """{"stage_name":"Aria"}""",
        Reason: null, RequestId: null, ApprovedBy: [], "agency_app", Client: null, Application: null, Changes: 1, Tables: ["agency.talents"], Sealed: true);
}
