using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agency.Approvals;

namespace Agency.Alerts;

/// <summary>A row of <c>console.messages</c>: what happened, with all that its words are made of. Times are UTC.</summary>
class Message
{
    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public const string Columns = """
        m.outbox_id as "OutboxId", m.message_id as "MessageId", m.event as "Event", m.at as "At", m.subject::text as "SubjectJson", m.request_id as "RequestId", m.title as "Title",
        m.operation as "Operation", m.row_count as "RowCount", m.money::text as "MoneyJson", m.reason as "Reason", m.requester as "Requester", m.actor as "Actor", m.ends as "Ends",
        m.alone as "Alone", m.said as "Said", m.people::text as "PeopleJson"
        """;

    public long OutboxId { get; init; }

    /// <summary>The same however often the message is sent.</summary>
    public Guid MessageId { get; init; }

    public string Event { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string SubjectJson { get; init; } = "{}";
    public Guid? RequestId { get; init; }
    public string? Title { get; init; }
    public string? Operation { get; init; }
    public int? RowCount { get; init; }
    public string? MoneyJson { get; init; }
    public string? Reason { get; init; }
    public string? Requester { get; init; }
    public string? Actor { get; init; }
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Nobody decided: it was done behind broken glass.</summary>
    public bool Alone { get; init; }

    public string? Said { get; init; }
    public string? PeopleJson { get; init; }

    [NotMapped]
    public MessageSubject Subject => JsonSerializer.Deserialize<MessageSubject>(SubjectJson, s_json)!;

    [NotMapped]
    public IReadOnlyList<ImpactMoney> Money => MoneyJson is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<ImpactMoney>>(MoneyJson, PlanJson.Options)!;

    [NotMapped]
    public IReadOnlyList<MessagePerson> People => PeopleJson is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<MessagePerson>>(PeopleJson, s_json)!;
}

/// <summary>What the outbox keeps of it: see the triggers in 020.messages.sql.</summary>
sealed record MessageSubject(string? From, string? To, long Count, Dictionary<string, int>? Tables, string? Operation, string? Because, string? Job, long Asked, long Refused, long Rows, int Minutes)
{
    [JsonPropertyName("sqlstate")]
    public string? SqlState { get; init; }

    /// <summary>Of a digest, what it holds, as rows of the outbox.</summary>
    public long[] Messages { get; init; } = [];

    public Guid? Talent { get; init; }
    public Guid? Company { get; init; }
    public Guid? Contact { get; init; }
    public Guid? Deal { get; init; }

    /// <summary>The page with the note that this is about.</summary>
    [JsonIgnore]
    public string NotePath => this switch
    {
        { Talent: { } id } => $"/talents/{id}?tab=notes",
        { Company: { } id } => $"/companies/{id}?tab=notes",
        { Contact: { } id } => $"/contacts/{id}?tab=notes",
        { Deal: { } id } => $"/deals/{id}?tab=notes",
        _ => "/",
    };
}

/// <summary>Somebody a message names; of a role grant also the role, who gave it, and whether it was given, taken or changed.</summary>
sealed record MessagePerson(string? Person, string? By, string? Role, string? To);
