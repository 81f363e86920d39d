using System.ComponentModel.DataAnnotations;

namespace Agency.Alerts;

/// <summary>More than so many destructive attempts (requests and refused statements), or requests for more than so many rows, within so many minutes alert everyone.
/// Settings <c>Alerts:Spike:…</c></summary>
public sealed class SpikeOptions
{
    [Range(1, long.MaxValue)]
    public long Attempts { get; set; } = 20;

    [Range(1, long.MaxValue)]
    public long Rows { get; set; } = 1_000;

    [Range(1, 1_440)]
    public int Minutes { get; set; } = 10;
}
