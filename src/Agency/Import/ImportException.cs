using System.Diagnostics.CodeAnalysis;

namespace Agency.Import;

/// <summary>Why nothing could be imported at all, as the one sentence the admin reads. It never carries a password.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "Without its sentence it would say nothing.")]
public sealed class ImportException : Exception
{
    /// <summary>An import that failed for the reason this sentence gives.</summary>
    public ImportException(string sentence) : base(sentence) { }

    /// <summary>An import that failed for the reason this sentence gives, found out from <paramref name="cause"/>.</summary>
    public ImportException(string sentence, Exception cause) : base(sentence, cause) { }
}
