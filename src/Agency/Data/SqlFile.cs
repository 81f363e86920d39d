using System.Text.RegularExpressions;

namespace Agency.Data;

/// <summary>
/// A file of SQL statements, cut where psql would cut it. Npgsql's own cutting breaks functions with a <c>begin atomic</c> body and forgets where a statement stood.
/// </summary>
static partial class SqlFile
{
    public static IEnumerable<SqlStatement> Split(string sql)
    {
        var words = new List<string>();
        var (begin, parentheses, blocks) = (-1, 0, 0);
        foreach (Match token in Token().Matches(sql))
        {
            if (token.Value is ";" && parentheses == 0 && blocks == 0)
            {
                if (begin >= 0)
                    yield return new(begin, sql[begin..token.Index]);
                (begin, words) = (-1, []);
                continue;
            }

            if (begin < 0 && !token.Groups["comment"].Success)
                begin = token.Index;
            parentheses += token.Value switch { "(" => 1, ")" => -1, _ => 0 };
            if (!token.Groups["word"].Success)
                continue;
            words.Add(token.Value.ToUpperInvariant());
            blocks += words[^1] switch
            {
                "BEGIN" when words[0] == "CREATE" && words.Take(4).Any(w => w is "FUNCTION" or "PROCEDURE") => 1,
                "CASE" when blocks > 0 => 1,
                "END" when blocks > 0 => -1,
                _ => 0,
            };
        }

        if (begin >= 0)
            yield return new(begin, sql[begin..]);
    }

    [GeneratedRegex("""
        (?<comment> --[^\n]* | /\*.*?\*/ )
        | [eE]'( [^'\\] | \\. | '' )*' | '( [^'] | '' )*' | "( [^"] | "" )*"
        | \$(?<tag> [A-Za-z_]\w* | )\$ .*? \$\k<tag>\$
        | (?<word> [A-Za-z_][\w$]* )
        | [();]
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Token();
}

sealed record SqlStatement(int Begin, string Text);
