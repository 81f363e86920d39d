using System.ComponentModel.DataAnnotations;
using AdminConsole.Approvals;
using Agency.Approvals;
using Microsoft.AspNetCore.Components.Forms;

namespace AdminConsole;

public sealed class A_policy_in_its_form : BunitContext
{
    static readonly PolicyForm s_before = new() { Operation = "trash.purged", Quorum = 2 };

    [Fact]
    public void Reads_as_the_sentence_it_will_be()
    {
        var form = Show(s_before with { });

        form.Find("#rows").Change("500");

        Assert.Equal("Purging the trash, from 500 rows a day on, needs 2 other people, within 7 days.", form.Find(".policy-sentence").TextContent);
    }

    [Fact]
    public void Marks_what_asks_for_less_before_it_is_saved()
    {
        var form = Show(s_before with { });
        Assert.Empty(form.FindAll(".loosens"));

        form.Find("#quorum").Change("1");
        form.Find("#approve").Change("20000");

        Assert.Contains("fewer people, more time to decide", form.Find(".loosens").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_nothing_where_it_is_new() => Assert.Empty(Show(new PolicyForm(), isNew: true).FindAll(".loosens"));

    [Theory]
    [InlineData("agency.deals 14, agency.payouts 2", 3)]
    [InlineData(null, 1)]
    public void Is_asked_about_a_plan_with_all_its_tables(string? others, int tables) => Assert.Equal(tables, new ImaginedPlanForm { Others = others }.ToPlan().Tables.Count);

    [Theory]
    [InlineData("deals", "GBP", nameof(ImaginedPlanForm.Others))]
    [InlineData(null, "XAU", nameof(ImaginedPlanForm.Currency))]
    public void Is_not_asked_about_what_makes_no_plan(string? others, string currency, string field)
    {
        var form = new ImaginedPlanForm { Others = others, Currency = currency };

        Assert.Equal([field], form.Validate(new ValidationContext(form)).SelectMany(flaw => flaw.MemberNames));
    }

    IRenderedComponent<PolicyFields> Show(PolicyForm typed, bool isNew = false) =>
        Render<PolicyFields>(p => p.Add(f => f.Form, typed).Add(f => f.Before, isNew ? null : s_before).AddCascadingValue(new EditContext(typed)));
}
