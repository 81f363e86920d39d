using Agency;
using Agency.Documents;

namespace AdminConsole.Documents;

/// <summary>Why a file did not come, as an address says it and as people read it.</summary>
static class UploadWords
{
    /// <summary>In bytes; the database holds to it.</summary>
    public const int Largest = 25 * 1024 * 1024;

    static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["file"] = "The file is empty, has no name, or is larger than 25 MB.",
        ["signed-on"] = "Say on which day it was signed.",
        ["title"] = "A document needs a title of at most 200 characters.",
        ["role"] = "This needs the role admin, which you do not have.",
        ["signed"] = "This document is signed: no other version can take its place. Add another document.",
        ["other"] = "The file was not added. Look whether the record is still there.",
    };

    public static string? Of(string? code) => code is null ? null : s_words.GetValueOrDefault(code, s_words["other"]);

    public static string Code(Outcome outcome) => outcome switch
    {
        Outcome.Refused { Field: "File" } => "file",
        Outcome.Refused { Field: "SignedOn" } => "signed-on",
        Outcome.Refused { Field: "Title" } => "title",
        Outcome.Refused { SqlState: "AG013" } => "signed",
        Outcome.Refused { SqlState: "AG006" } => "role",
        _ => "other",
    };
}

static class VisibilityWords
{
    public static string Of(Visibility visibility) => visibility switch
    {
        Visibility.Normal => "Everybody",
        Visibility.Sensitive => "Admin, finance and managers",
        _ => "Admins alone",
    };
}
