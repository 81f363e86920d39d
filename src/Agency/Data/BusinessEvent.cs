using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agency.Data;

/// <summary>What a command means to the agency. Its <see cref="Intent"/> and its own properties become the commit's intent and detail.</summary>
public abstract record BusinessEvent([property: JsonIgnore] string Intent)
{
    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    internal string Detail() => JsonSerializer.Serialize(this, GetType(), s_json);
}
