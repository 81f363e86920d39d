namespace Agency.Ledger;

/// <summary>Divides money so that nothing is lost: by largest remainder, to the last minor unit.</summary>
static class Shares
{
    /// <summary>Parts of <paramref name="amount"/> in the proportion of the weights. They add up to it exactly; none is further from its due than one minor unit.
    /// Of equal remainders the earlier one gets the unit. A negative amount is divided as its opposite.</summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero while there is something to divide.</exception>
    public static long[] Split(long amount, IReadOnlyList<long> weights)
    {
        var whole = weights.Aggregate((Int128)0, (sum, weight) => weight >= 0 ? sum + weight : throw new ArgumentException("A share cannot be negative.", nameof(weights)));
        if (amount == 0)
            return new long[weights.Count];
        if (whole == 0)
            throw new ArgumentException("Nobody has a share of it.", nameof(weights));
        var (sign, positive) = (Math.Sign(amount), Int128.Abs(amount));
        var left = positive;
        var parts = new long[weights.Count];
        var remainders = new Int128[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, remainder) = Int128.DivRem(positive * weights[i], whole);
            (parts[i], remainders[i]) = ((long)part, remainder);
            left -= part;
        }
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take((int)left))
            parts[i]++;
        return sign < 0 ? Array.ConvertAll(parts, part => -part) : parts;
    }

    /// <summary>So many basis points of an amount, and the rest.</summary>
    public static (long Part, long Remainder) Split(long amount, int bps) => Split(amount, [bps, 10000 - bps]) is var parts ? (parts[0], parts[1]) : default;
}
