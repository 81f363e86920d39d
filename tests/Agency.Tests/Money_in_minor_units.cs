namespace Agency;

public sealed class Money_in_minor_units
{
    [Theory]
    [InlineData(1.005, "GBP", 100)]
    [InlineData(1.015, "GBP", 102)]
    [InlineData(0.285, "GBP", 28)]
    [InlineData(20904.47, "EUR", 2090447)]
    [InlineData(0.5, "JPY", 0)]
    [InlineData(1.5, "JPY", 2)]
    [InlineData(1.2345, "KWD", 1234)]
    [InlineData(1e-40, "GBP", 0)]
    public void Rounds_half_to_even_of_what_the_double_says(double major, string currency, long minor) => Assert.Equal(minor, Money.ToMinor(major, currency));

    [Fact]
    public void Comes_back_as_it_was_for_every_amount_a_double_can_say_exactly()
    {
        var random = new Random(20260111);
        foreach (var currency in (string[])["GBP", "JPY", "KWD"])
        {
            for (var i = 0; i < 10_000; i++)
            {
                var minor = random.NextInt64(0, 1L << random.Next(1, 50));
                Assert.Equal(minor, Money.ToMinor((double)Money.ToMajor(minor, currency), currency));
            }
        }
    }

    [Fact]
    public void Is_never_further_from_what_was_read_than_half_a_minor_unit()
    {
        var random = new Random(20260111);
        for (var i = 0; i < 10_000; i++)
        {
            var major = random.NextDouble() * Math.Pow(10, random.Next(-3, 9));
            Assert.True(Math.Abs(Money.ToMajor(Money.ToMinor(major, "GBP"), "GBP") - (decimal)major) <= 0.00501m);
        }
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Assert.False(Money.TryToMinor(decimal.MaxValue, "GBP", out _));
        Assert.False(Money.TryToMinor(92233720368547758.07m, "GBP", out _));
        Assert.True(Money.TryToMinor(92233720368547758.06m, "GBP", out _));
        Assert.Throws<OverflowException>(() => Money.ToMinor(1e20, "GBP"));
    }

    [Theory]
    [InlineData("GBP", true)]
    [InlineData("KWD", true)]
    [InlineData("XXX", false)]
    [InlineData("gbp", false)]
    [InlineData("", false)]
    public void Knows_which_codes_are_currencies(string code, bool known) => Assert.Equal(known, Money.IsCurrency(code));
}
