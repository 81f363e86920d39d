using AdminConsole.Shared;

namespace AdminConsole;

public sealed class An_amount_of_money : BunitContext
{
    [Theory]
    [InlineData(4_120_000, "GBP", "£41,200.00")]
    [InlineData(5, "EUR", "€0.05")]
    [InlineData(1_240_000, "JPY", "¥1,240,000")]
    [InlineData(120_000, "KWD", "KWD\u00A0120.000")]
    [InlineData(-9_950, "USD", "\u2212$99.50")]
    [InlineData(long.MinValue, "GBP", "\u2212£92,233,720,368,547,758.08")]
    public void Is_written_with_the_digits_its_currency_has(long minor, string currency, string written) =>
        Assert.Equal(written, Render<Money>(p => p.Add(m => m.Minor, minor).Add(m => m.Currency, currency)).Find(".money").TextContent);

    [Fact]
    public void That_is_not_known_is_not_zero()
    {
        var amount = Render<Money>(p => p.Add(m => m.Minor, null).Add(m => m.Currency, "GBP"));

        Assert.DoesNotContain("0", amount.Markup, StringComparison.Ordinal);
        Assert.Equal("no amount", amount.Find(".sr-only").TextContent);
    }
}
