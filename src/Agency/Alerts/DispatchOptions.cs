using System.ComponentModel.DataAnnotations;

namespace Agency.Alerts;

/// <summary>How patiently messages are sent. Settings <c>Alerts:Dispatch:…</c></summary>
public sealed class DispatchOptions
{
    /// <summary>How long until the second try; every later one waits twice as long as the one before.</summary>
    [Range(1, 3_600)]
    public int FirstWaitSeconds { get; set; } = 5;

    /// <summary>The longest wait between two tries.</summary>
    [Range(1, 86_400)]
    public int LongestWaitSeconds { get; set; } = 3_600;

    /// <summary>After so many tries a message is given up, and an admin may send it again. Sixteen are about six and a half hours.</summary>
    [Range(1, 100)]
    public int Tries { get; set; } = 16;

    /// <summary>How long one try may take.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>How often is looked for refused statements, clocks that run out, and spikes, apart from when something happens.</summary>
    [Range(1, 300)]
    public int LookSeconds { get; set; } = 5;

    /// <summary>How long a console has a message to itself: well longer than a try, so that only what a stopped console left behind is taken up by another.</summary>
    internal TimeSpan Lease => TimeSpan.FromSeconds((TimeoutSeconds * 2) + 10);

    /// <summary>The wait after this many failed tries; null where it is time to give up.</summary>
    internal TimeSpan? WaitAfter(int tries) => tries >= Tries ? null
        : TimeSpan.FromSeconds(Math.Min(LongestWaitSeconds, FirstWaitSeconds * Math.Pow(2, Math.Max(0, tries - 1))));
}
