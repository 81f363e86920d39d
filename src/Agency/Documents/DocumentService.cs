using System.Linq.Expressions;
using Agency.Notes;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Documents;

/// <summary>Documents of talents, companies and deals, with every version of their files. Who may not see one finds nothing, whichever way they look; roles are read each time.</summary>
public sealed class DocumentService
{
    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal DocumentService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>The documents of a record that the person may see, newest first, of now or as of a moment.</summary>
    public async Task<IReadOnlyList<DocumentRow>> OfAsync(About about, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        var seen = await SeenAsync(ct);
        await using var db = await _store.ReadAsync(at, ct);
        var documents = await db.All<Document>().Where(On(about)).Where(d => seen.Contains(d.Visibility)).OrderByDescending(d => d.Id).Take(200).ToListAsync(ct);
        Guid[] ids = [.. documents.Select(d => d.Id)];
        var versions = (await VersionsAsync(db, v => ids.Contains(v.DocumentId), ct)).ToLookup(v => v.DocumentId, v => v.Row);
        return documents.ConvertAll(d => RowOf(d, [.. versions[d.Id]]));
    }

    /// <summary>One document, of now or as of a moment; null where there is none that the person may see.</summary>
    public async Task<DocumentPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        var seen = await SeenAsync(ct);
        await using var db = await _store.ReadAsync(at, ct);
        if (await db.Documents.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && seen.Contains(d.Visibility), ct) is not { } found)
            return null;
        var about = found switch
        {
            { DealId: { } deal } => new About(RecordKind.Deal, deal),
            { TalentId: { } talent } => new About(RecordKind.Talent, talent),
            _ => new About(RecordKind.Company, found.CompanyId!.Value),
        };
        var name = await db.Deals.IgnoreQueryFilters().Where(d => d.Id == found.DealId).Select(d => d.Title).FirstOrDefaultAsync(ct)
            ?? await db.Talents.IgnoreQueryFilters().Where(t => t.Id == found.TalentId).Select(t => t.StageName).FirstOrDefaultAsync(ct)
            ?? await db.Companies.IgnoreQueryFilters().Where(c => c.Id == found.CompanyId).Select(c => c.TradeName).FirstOrDefaultAsync(ct) ?? "";
        var versions = (await VersionsAsync(db, v => v.DocumentId == id, ct)).ConvertAll(v => v.Row);
        return new(RowOf(found, versions), found.Counterparty, found.SentOn, found.ExpiresOn, found.LegalHold, about, name, found.CreatedAt, found.DeletedAt, versions);
    }

    /// <summary>The form of a live document that the person may see; null where there is none.</summary>
    public async Task<DocumentForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        var seen = await SeenAsync(ct);
        await using var db = await _store.ReadAsync(ct);
        return await db.Documents.SingleOrDefaultAsync(d => d.Id == id && seen.Contains(d.Visibility), ct) is { } found ? DocumentForm.Of(found) : null;
    }

    /// <summary>Adds a document to a talent, company or deal, with its first file.</summary>
    public Task<Outcome> AddAsync(About about, DocumentForm form, IncomingFile file, CancellationToken ct = default) => _store.WriteAsync(new DocumentAdded(form.Title), Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        var document = new Document { Id = work.NewId(), Title = form.Title };
        switch (about.Kind)
        {
            case RecordKind.Talent when await work.Db.Talents.AnyAsync(t => t.Id == about.Id, ct): document.TalentId = about.Id; break;
            case RecordKind.Company when await work.Db.Companies.AnyAsync(c => c.Id == about.Id, ct): document.CompanyId = about.Id; break;
            case RecordKind.Deal when await work.Db.Deals.AnyAsync(d => d.Id == about.Id, ct): document.DealId = about.Id; break;
            default: return new Outcome.Refused("The record it is for is in the trash or gone.");
        }
        // What is signed takes no file any more, so that it is signed after its file has come.
        form.WriteTo(document);
        var (status, signed) = (document.Status, document.SignedOn);
        document.Status = DocumentStatus.Draft;
        work.Db.Documents.Add(document);
        await work.Db.SaveChangesAsync(ct);
        if (await Files.AddAsync(work, document.Id, 1, file, ct) is { } refused)
            return refused;
        (document.Status, document.SignedOn) = (status, signed);
        return new Outcome.Done($"{document.Title} is added.", document.Id);
    }, ct);

    /// <summary>Adds a file as the next version of a live document. Refused for one that is signed (AG013).</summary>
    public Task<Outcome> AddVersionAsync(Guid id, IncomingFile file, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        var form = await FormAsync(id, ct);
        return await _store.WriteAsync(new VersionAdded(id, form?.Title, file.Name), Role.Admin, async work =>
        {
            if (form is null)
                return new Outcome.Refused("This document is in the trash or gone.");
            var number = await work.Db.DocumentVersions.Where(v => v.DocumentId == id).MaxAsync(v => (int?)v.Number, ct) ?? 0;
            return await Files.AddAsync(work, id, number + 1, file, ct) is { } refused ? refused : new Outcome.Done($"Version {number + 1} of {form.Title} is added.", id);
        }, ct);
    });

    /// <summary>Saves the form over the document it was read from. One that is signed may expire or be terminated, and stays as it is otherwise (AG013).</summary>
    public Task<Outcome> EditAsync(Guid id, DocumentForm form, CancellationToken ct = default) => _store.WriteAsync(new DocumentEdited(id, form.Title), Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        if (await work.Db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } document)
            return new Outcome.Refused("This document is in the trash or gone.");
        work.Db.Entry(document).Property(d => d.Version).OriginalValue = form.Version;
        form.WriteTo(document);
        return new Outcome.Done($"{document.Title} is saved.", id);
    }, ct);

    /// <summary>Saves one property of the form, as typed, over the version of the document that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first; AG013 for one that is signed.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (DocumentColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on the document's own page.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This document is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });

    /// <summary>The bytes of a version, as they come from the database; null where there is none that the person may see.</summary>
    public async Task<OutgoingFile?> OpenAsync(Guid version, CancellationToken ct = default)
    {
        var seen = await SeenAsync(ct);
        var db = await _store.ReadAsync(ct);
        try
        {
            var found = await db.DocumentVersions.IgnoreQueryFilters()
                .Where(v => v.Id == version && db.Documents.IgnoreQueryFilters().Any(d => d.Id == v.DocumentId && seen.Contains(d.Visibility)))
                .Select(v => new { v.FileName, v.MediaType, v.ContentId, v.Content!.SizeBytes }).SingleOrDefaultAsync(ct);
            if (found is not null)
                return new OutgoingFile(found.FileName, found.MediaType, found.SizeBytes, await Files.ReadAsync(db, found.ContentId, ct), db);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
        await db.DisposeAsync();
        return null;
    }

    async Task<Visibility[]> SeenAsync(CancellationToken ct) => (await Sight.OfAsync(_store, _current, ct)).Documents;

    static DocumentRow RowOf(Document d, List<VersionRow> versions)
    {
        var latest = versions is [var first, ..] ? first : null;
        return new(d.Id, d.Title, d.Kind, d.Status, d.Visibility, versions.Count, latest?.Id, latest?.FileName, latest?.Size, d.SignedOn, d.UpdatedAt);
    }

    static async Task<List<(Guid DocumentId, VersionRow Row)>> VersionsAsync(AgencyDb db, Expression<Func<DocumentVersion, bool>> which, CancellationToken ct) =>
        (await db.All<DocumentVersion>().IgnoreQueryFilters().Where(which).OrderByDescending(v => v.Number)
            .Select(v => new { v.DocumentId, v.Id, v.Number, v.FileName, v.MediaType, v.Content!.SizeBytes, v.Content.Sha256, v.CreatedAt }).ToListAsync(ct))
        .ConvertAll(v => (v.DocumentId, new VersionRow(v.Id, v.Number, v.FileName, v.MediaType, v.SizeBytes, Convert.ToHexStringLower(v.Sha256), v.CreatedAt)));

    static Expression<Func<Document, bool>> On(About about) => about.Kind switch
    {
        RecordKind.Talent => d => d.TalentId == about.Id,
        RecordKind.Company => d => d.CompanyId == about.Id,
        _ => d => d.DealId == about.Id,
    };
}
