using System.Text.Json;
using Agency.Approvals;
using Agency.People;

namespace Agency.Tests.Approvals;

public sealed class A_change_of_policy : AgencyTest
{
    static readonly PolicyForm s_before = new() { Operation = "deal.removed", Table = "agency.payouts", Column = "status", Values = "sent, paid", MinRows = 10, MinMoneyMinor = 500, Quorum = 2, AlsoRole = Role.Finance, RequesterSignsInAgain = true };

    public static TheoryData<string, PolicyForm, PolicyForm> Changes() => new()
    {
        { "nothing", s_before, s_before with { } },
        { "more people", s_before, s_before with { Quorum = 3 } },
        { "fewer people", s_before, s_before with { Quorum = 1 } },
        { "more time", s_before, s_before with { ApproveMinutes = 20_000 } },
        { "less time", s_before, s_before with { ApproveMinutes = 60, ExecuteMinutes = 60 } },
        { "more time to apply", s_before, s_before with { ExecuteMinutes = 2_000 } },
        { "no sign-in", s_before, s_before with { RequesterSignsInAgain = false } },
        { "off", s_before, s_before with { Enabled = false } },
        { "another role", s_before, s_before with { AlsoRole = Role.Manager } },
        { "no role", s_before, s_before with { AlsoRole = null } },
        { "every operation", s_before, s_before with { Operation = "*" } },
        { "another operation", s_before, s_before with { Operation = "talent.removed" } },
        { "every table", s_before, s_before with { Table = null, Column = null, Values = null } },
        { "another table", s_before, s_before with { Table = "agency.deals" } },
        { "fewer rows", s_before, s_before with { MinRows = 0 } },
        { "more rows", s_before, s_before with { MinRows = 11 } },
        { "any money", s_before, s_before with { MinMoneyMinor = null } },
        { "more money", s_before, s_before with { MinMoneyMinor = 501 } },
        { "only from some money on", s_before with { MinMoneyMinor = null }, s_before },
        { "fewer values", s_before, s_before with { Values = "paid" } },
        { "more values", s_before, s_before with { Values = "paid, sent, draft" } },
        { "another column", s_before, s_before with { Column = "currency" } },
        { "only rows in a state", s_before with { Column = null, Values = null }, s_before },
        { "another note", s_before, s_before with { Note = "Why not." } },
        { "from a policy that was off", s_before with { Enabled = false }, s_before with { Enabled = false, Quorum = 1 } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Is_said_to_ask_for_less_exactly_where_the_database_refuses_it(string what, PolicyForm before, PolicyForm after)
    {
        var refused = await Database.AskAsync($"select {(before.Enabled ? "true" : "false")} and guard.loosens({Row(before)}, {Row(after)})", "postgres");

        Assert.True((bool)refused! == after.Loosens(before).Count > 0, what);
    }

    protected override Task ArrangeAsync() => Task.CompletedTask;

    static string Row(PolicyForm form) => $"jsonb_populate_record(null::agency.policies, '{JsonSerializer.Serialize(form.Columns())}')";
}
