using AdminConsole.Approvals;
using Agency.Approvals;
using Agency.People;

namespace AdminConsole;

public sealed class Policies_in_words
{
    public static TheoryData<PolicyForm, string> Sentences() => new()
    {
        { new() { Operation = "trash.purged", Quorum = 2 }, "Purging the trash needs 2 other people, within 7 days." },
        { new() { Operation = "deal.removed", MinRows = 500, Quorum = 2 }, "Moving a deal to the trash, from 500 rows a day on, needs 2 other people, within 7 days." },
        { new() { Operation = "deal.removed", MinMoneyMinor = 100_000_000 }, "Moving a deal to the trash, from 1,000,000 in one currency a day on, needs 1 other person, within 7 days." },
        { new() { Table = "agency.payouts", Column = "status", Values = "sent, paid", ApproveMinutes = 2_880 }, "Whatever destroys that touches payouts whose status is sent or paid needs 1 other person, within 2 days." },
        { new() { AlsoRole = Role.Finance, ApproveMinutes = 60, ExecuteMinutes = 90, RequesterSignsInAgain = true }, "Whatever destroys needs 1 other person who also holds the role finance, within an hour, and is applied within 90 minutes after that; whoever asks signs in again first." },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Are_sentences(PolicyForm policy, string sentence) => Assert.Equal(sentence, PolicyWords.Sentence(policy));

    [Fact]
    public void Say_what_all_of_them_ask_together() => Assert.Equal("It needs 2 other people who also hold the role finance and manager, within a day.",
        PolicyWords.Asks(new(2, ["finance", "manager"], 1_440, 1_440, false, [])));

    [Theory]
    [InlineData(-1, "time is up")]
    [InlineData(0.5, "less than a minute left")]
    [InlineData(12, "12 min left")]
    [InlineData(185, "3 h left")]
    [InlineData(47 * 60, "47 h left")]
    [InlineData(10_079, "6 days left")]
    public void Count_down(double minutes, string words) => Assert.Equal(words, TimeLeft.Words(TimeSpan.FromMinutes(minutes)));
}
