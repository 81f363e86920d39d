using Agency.Deals;
using Agency.Talents;

namespace Agency.Tests.Deals;

public sealed class Splitting_a_commission
{
    static readonly SplitMode[] s_modes = Enum.GetValues<SplitMode>();

    /// <summary>Teams of any kind, the same ones each time.</summary>
    [Fact]
    public void Gives_out_all_of_it_and_to_nobody_more_than_a_hair_beside_their_due()
    {
        var random = new Random(20261126);
        for (var n = 0; n < 5000; n++)
        {
            var rate = random.Next(0, 10001);
            List<TeamPart> team = [.. Enumerable.Range(0, random.Next(0, 8)).Select(i => new TeamPart(new Guid(i, 0, 0, new byte[8]), null, s_modes[random.Next(4)], random.Next(0, 3000)))];

            var splits = Signing.SplitsOf(team, rate);

            Assert.Equal(10000, splits.Sum(s => s.WeightBps));
            Assert.All(splits, s => Assert.InRange(s.WeightBps, 1, 10000));
            Assert.Equal(splits.Count, splits.DistinctBy(s => (s.PersonId, s.ExternalPartyId)).Count());
            Assert.DoesNotContain(splits, s => team.Exists(t => t.PersonId == s.PersonId && t.Mode == SplitMode.None));
            var customs = rate == 0 ? 0 : team.Where(t => t.Mode == SplitMode.Custom).Sum(t => t.Bps);
            foreach (var member in team.Where(t => t.Mode == SplitMode.Custom && customs > 0))
                Assert.InRange((splits.FirstOrDefault(s => s.PersonId == member.PersonId)?.WeightBps ?? 0) - (10000.0 * member.Bps / Math.Max(rate, customs)), -1, 1);
            if (team.Exists(t => t.Mode == SplitMode.Full))
                Assert.DoesNotContain(splits, s => team.Exists(t => t.PersonId == s.PersonId && t.Mode == SplitMode.Even));
            foreach (var mode in new[] { SplitMode.Even, SplitMode.Full })
            {
                var alike = splits.Where(s => team.Exists(t => t.PersonId == s.PersonId && t.Mode == mode)).Select(s => s.WeightBps).ToList();
                Assert.True(alike.Count == 0 || alike.Max() - alike.Min() <= 1);
            }
        }
    }

    [Fact]
    public void Leaves_it_to_the_agency_where_nobody_takes_it() => Assert.Equal([(SplitPayee.Agency, 10000)], Signing.SplitsOf([], 2000).Select(s => (s.Payee, s.WeightBps)));
}
