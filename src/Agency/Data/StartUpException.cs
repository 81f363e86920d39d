using System.Diagnostics.CodeAnalysis;

namespace Agency.Data;

/// <summary>Why the console cannot start, as the one sentence its admin reads. It says what to do; there is nothing to debug in it.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "Without its sentence it would say nothing.")]
public sealed class StartUpException : Exception
{
    /// <summary>A start that failed for the reason this sentence gives.</summary>
    public StartUpException(string sentence) : base(sentence) { }

    /// <summary>A start that failed for the reason this sentence gives, found out from <paramref name="cause"/>.</summary>
    public StartUpException(string sentence, Exception cause) : base(sentence, cause) { }
}
