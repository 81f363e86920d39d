using System.ComponentModel.DataAnnotations;

namespace AdminConsole.SignIn;

/// <summary>How long a sign-in lasts (<c>Sessions</c>), and how often one may try.</summary>
sealed class SessionOptions : IValidatableObject
{
    /// <summary>How many minutes nobody may use it before it is over.</summary>
    [Range(2, 24 * 60)]
    public int IdleMinutes { get; set; } = 30;

    /// <summary>After how many hours it is over, however much it is used.</summary>
    [Range(1, 7 * 24)]
    public int EndsAfterHours { get; set; } = 12;

    /// <summary>How many minutes before its end an open page says so.</summary>
    [Range(1, 60)]
    public int WarnMinutes { get; set; } = 5;

    /// <summary>How many sign-ins one address may try a minute.</summary>
    [Range(1, 10_000)]
    public int AttemptsPerMinute { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WarnMinutes >= IdleMinutes)
            yield return new("Sessions:WarnMinutes must be less than Sessions:IdleMinutes.", [nameof(WarnMinutes)]);
    }

    public TimeSpan Idle => TimeSpan.FromMinutes(IdleMinutes);
    public TimeSpan EndsAfter => TimeSpan.FromHours(EndsAfterHours);
    public TimeSpan Warn => TimeSpan.FromMinutes(WarnMinutes);
}
