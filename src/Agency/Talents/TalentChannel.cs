namespace Agency.Talents;

public enum Platform { Instagram, Tiktok, Youtube, Twitch, X, Facebook, Linkedin, Snapchat, Pinterest, Spotify, Podcast, Blog, Other }

/// <summary>Where a talent is followed.</summary>
sealed class TalentChannel : Record
{
    public Guid TalentId { get; set; }
    public Platform Platform { get; set; }
    public required string Handle { get; set; }
    public string? Url { get; set; }
    public int? Followers { get; set; }
    public int? EngagementBps { get; set; }
    public DateTimeOffset? MeasuredAt { get; set; }
    public bool IsActive { get; set; } = true;
}
