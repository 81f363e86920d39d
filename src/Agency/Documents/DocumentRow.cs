using Agency.Notes;

namespace Agency.Documents;

/// <summary>A document with its latest file. Sizes in bytes.</summary>
public sealed record DocumentRow(Guid Id, string Title, DocumentKind Kind, DocumentStatus Status, Visibility Visibility, int Versions, Guid? VersionId, string? FileName, int? Size, DateOnly? SignedOn, DateTimeOffset UpdatedAt);

/// <summary>A file that was added to a document, for good. <paramref name="Sha256"/> in hex, <paramref name="Size"/> in bytes.</summary>
public sealed record VersionRow(Guid Id, int Number, string FileName, string MediaType, int Size, string Sha256, DateTimeOffset AddedAt)
{
    /// <summary>Whether a browser may show it without running anything of it.</summary>
    public bool CanBeShown => IsShown(MediaType);

    /// <inheritdoc cref="CanBeShown"/>
    public static bool IsShown(string mediaType) => MediaTypes.CanBeShown(mediaType);
}

/// <summary>A document with all its files, newest first, and the record it belongs to.</summary>
public sealed record DocumentPage(DocumentRow Document, string? Counterparty, DateOnly? SentOn, DateOnly? ExpiresOn, bool LegalHold, About About, string AboutName, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, IReadOnlyList<VersionRow> Versions)
{
    /// <summary>What is signed stays as it was signed.</summary>
    public bool IsSigned => Document.Status is DocumentStatus.Signed or DocumentStatus.Expired or DocumentStatus.Terminated;
}

/// <summary>A file as it comes in: its name as the sender calls it, and its bytes, which can be read twice.</summary>
public sealed record IncomingFile(string Name, Stream Content);

/// <summary>A file on its way out. Ends with the connection that it is read from.</summary>
public sealed class OutgoingFile(string name, string mediaType, long size, Stream content, IAsyncDisposable source) : IAsyncDisposable
{
    public string Name => name;
    public string MediaType => mediaType;
    public long Size => size;
    public Stream Content => content;

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await source.DisposeAsync();
    }
}

sealed record DocumentAdded(string Title) : BusinessEvent("document.added");

sealed record DocumentEdited(Guid DocumentId, string Title) : BusinessEvent("document.edited");

sealed record VersionAdded(Guid DocumentId, string? Title, string FileName) : BusinessEvent("document.version_added");
