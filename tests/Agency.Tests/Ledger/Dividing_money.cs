using Agency.Ledger;

namespace Agency.Tests.Ledger;

public sealed class Dividing_money
{
    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(1, new long[] { 1, 1 }, new long[] { 1, 0 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(1001, new long[] { 2000, 8000 }, new long[] { 200, 801 })]
    [InlineData(0, new long[] { 0, 0 }, new long[] { 0, 0 })]
    [InlineData(7, new long[] { 0, 10000, 0 }, new long[] { 0, 7, 0 })]
    public void Gives_what_is_left_to_the_largest_remainders(long amount, long[] weights, long[] parts) => Assert.Equal(parts, Shares.Split(amount, weights));

    [Fact]
    public void Loses_nothing_and_is_fair_to_the_last_unit()
    {
        var random = new Random(20260111);
        for (var round = 0; round < 20_000; round++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(4) == 0 ? 0 : random.NextInt64(1, round % 7 == 0 ? long.MaxValue / 16 : 10_001)).ToArray();
            if (weights.Sum() == 0)
                continue;
            var amount = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000);

            var parts = Shares.Split(amount, weights);

            Assert.Equal(amount, parts.Sum());
            var whole = weights.Aggregate((Int128)0, (sum, w) => sum + w);
            foreach (var (part, weight) in parts.Zip(weights))
                Assert.True(Int128.Abs(((Int128)part * whole) - ((Int128)amount * weight)) < whole, $"{part} of {amount} for {weight} of {whole}");
        }
    }

    [Fact]
    public void Is_refused_where_nobody_has_a_share()
    {
        Assert.Throws<ArgumentException>(() => Shares.Split(1, [0, 0]));
        Assert.Throws<ArgumentException>(() => Shares.Split(1, [2, -1]));
    }
}
