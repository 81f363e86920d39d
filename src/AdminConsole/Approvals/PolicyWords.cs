using AdminConsole.Shared;
using Agency.Approvals;

namespace AdminConsole.Approvals;

/// <summary>Policies as sentences.</summary>
static class PolicyWords
{
    const int Usual = 1_440;

    /// <summary>"Purging the trash needs 2 other people, within 7 days."</summary>
    public static string Sentence(PolicyForm policy)
    {
        var also = policy.AlsoRole is { } role ? $"{Who(policy.Quorum)} the role {role.ToString().ToLowerInvariant()}" : "";
        var again = policy.RequesterSignsInAgain ? "; whoever asks signs in again first" : "";
        return $"{OperationNames.Words(policy.Operation)}{Condition(policy)} needs {People(policy.Quorum)}{also}, {Clocks(policy.ApproveMinutes, policy.ExecuteMinutes)}{again}.";
    }

    /// <summary>What a plan needs, all policies together.</summary>
    public static string Asks(PolicyAnswer answer)
    {
        var also = answer.AlsoRoles.Count == 0 ? "" : $"{Who(answer.Quorum)} the role {string.Join(" and ", answer.AlsoRoles)}";
        return $"It needs {People(answer.Quorum)}{also}, {Clocks(answer.ApproveMinutes, answer.ExecuteMinutes)}{(answer.RequesterSignsInAgain ? "; whoever asks signs in again first" : "")}.";
    }

    static string Who(int quorum) => quorum == 1 ? " who also holds" : " who also hold";

    public static string People(int quorum) => quorum == 1 ? "1 other person" : $"{quorum} other people";

    /// <summary>Minutes as people say them: 7 days, 90 minutes.</summary>
    public static string Span(int minutes) => minutes switch
    {
        1 => "a minute",
        60 => "an hour",
        Usual => "a day",
        _ when minutes % Usual == 0 => $"{minutes / Usual} days",
        _ when minutes % 60 == 0 => $"{minutes / 60} hours",
        _ => $"{minutes} minutes",
    };

    static string Clocks(int approve, int execute) => $"within {Span(approve)}{(execute == Usual ? "" : $", and is applied within {Span(execute)} after that")}";

    static string Condition(PolicyForm policy)
    {
        var table = string.IsNullOrWhiteSpace(policy.Table) ? "" : $" that touches {Names.Table(policy.Table, 2)}";
        var state = string.IsNullOrWhiteSpace(policy.Column) ? "" : $" whose {Names.Words(policy.Column).ToLowerInvariant()} is {string.Join(" or ", (policy.Values ?? "").Split(',', StringSplitOptions.TrimEntries))}";
        var rows = policy.MinRows > 0 ? $", from {policy.MinRows:N0} rows a day on," : "";
        var money = policy.MinMoneyMinor is { } minor ? $", from {minor / 100m:N0} in one currency a day on," : "";
        return table + state + rows + money;
    }
}
