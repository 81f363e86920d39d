using System.Linq.Expressions;
using Agency.Deals;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Notes;

/// <summary>A note as people read it. <paramref name="IsMine"/>: the reader wrote it, and may change it.</summary>
public sealed record NoteRow(Guid Id, string Author, string Body, IReadOnlyList<string> Mentions, DateTimeOffset CreatedAt, bool IsChanged, bool IsMine);

/// <summary>What people write on records. Whoever has a role writes; whoever is mentioned is told.</summary>
public sealed class NoteService
{
    /// <summary>How many notes a page has.</summary>
    public const int PageSize = 30;

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal NoteService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>The notes on a record, newest first, of now or as of a moment; older than <paramref name="before"/>, the last one of the page before.</summary>
    public async Task<IReadOnlyList<NoteRow>> OfAsync(About about, Guid? before = null, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var me = await _current.IdAsync(ct);
        var notes = await db.All<Note>().Where(On(about)).Where(n => before == null || n.Id.CompareTo(before.Value) < 0).OrderByDescending(n => n.Id).Take(PageSize)
            .Select(n => new { n.Id, n.AuthorId, n.Body, n.Mentions, n.CreatedAt, n.UpdatedAt }).ToListAsync(ct);
        Guid[] people = [.. notes.SelectMany(n => n.Mentions.Append(n.AuthorId)).Distinct()];
        var names = await db.People.IgnoreQueryFilters().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
        return notes.ConvertAll(n => new NoteRow(n.Id, names.GetValueOrDefault(n.AuthorId, ""), n.Body, [.. n.Mentions.Select(m => names.GetValueOrDefault(m, ""))], n.CreatedAt, n.UpdatedAt > n.CreatedAt, n.AuthorId == me));
    }

    /// <summary>Whoever can be mentioned: the active people who have a role, by name.</summary>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.Where(p => p.Status == PersonStatus.Active && p.RoleGrants.Any()).OrderBy(p => p.DisplayName).ThenBy(p => p.Id).Select(p => new Choice(p.Id, p.DisplayName)).ToListAsync(ct);
    }

    /// <summary>Writes a note on a live record, at most 10,000 characters; those mentioned find it in their notifications.</summary>
    public Task<Outcome> AddAsync(About about, string body, IReadOnlyList<Guid> mentions, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
        await _store.WriteAsync(new NoteAdded(about.Kind.ToString().ToLowerInvariant(), await NameAsync(about, ct)), needs: null, async work =>
        {
            if (!Enum.GetValues<Role>().Any(work.May))
                return new Outcome.Refused("This needs a role, and you have none.", SqlState: SqlErrors.NotEligible);
            if (Text.OrNull(body) is not { Length: <= 10000 } said)
                return new Outcome.Refused("A note says something, in at most 10,000 characters.", "Body");
            if (await NameAsync(about, ct) is null)
                return new Outcome.Refused("This record is in the trash or gone.");
            Guid[] told = [.. mentions.Distinct()];
            if (await work.Db.People.CountAsync(p => told.Contains(p.Id) && p.Status == PersonStatus.Active, ct) != told.Length)
                return new Outcome.Refused("Somebody who is mentioned is not here any more.", "Mentions");
            var note = new Note { Id = work.NewId(), AuthorId = work.Actor, Body = said, Mentions = told };
            _ = about.Kind switch
            {
                RecordKind.Talent => note.TalentId = about.Id,
                RecordKind.Company => note.CompanyId = about.Id,
                RecordKind.Contact => note.ContactId = about.Id,
                RecordKind.Deal => note.DealId = about.Id,
                RecordKind.Invoice => note.InvoiceId = about.Id,
                _ => note.PayoutId = about.Id,
            };
            work.Db.Notes.Add(note);
            return new Outcome.Done("The note is there for everybody.", note.Id);
        }, ct));

    /// <summary>Changes what one's own note says. Its mentions stay as they were.</summary>
    public Task<Outcome> EditAsync(Guid id, string body, CancellationToken ct = default) => _store.WriteAsync(new NoteEdited(id), needs: null, async work =>
    {
        if (Text.OrNull(body) is not { Length: <= 10000 } said)
            return new Outcome.Refused("A note says something, in at most 10,000 characters.", "Body");
        if (await work.Db.Notes.SingleOrDefaultAsync(n => n.Id == id, ct) is not { } note)
            return new Outcome.Refused("This note is in the trash or gone.");
        if (note.AuthorId != work.Actor)
            return new Outcome.Refused("Only who wrote a note changes it.", SqlState: SqlErrors.NotEligible);
        note.Body = said;
        return new Outcome.Done("The note is changed.", id);
    }, ct);

    async Task<string?> NameAsync(About about, CancellationToken ct)
    {
        await using var db = await _store.ReadAsync(ct);
        return about.Kind switch
        {
            RecordKind.Talent => await db.Talents.Where(t => t.Id == about.Id).Select(t => t.StageName).SingleOrDefaultAsync(ct),
            RecordKind.Company => await db.Companies.Where(c => c.Id == about.Id).Select(c => c.TradeName).SingleOrDefaultAsync(ct),
            RecordKind.Contact => await db.Contacts.Where(c => c.Id == about.Id).Select(c => c.Name).SingleOrDefaultAsync(ct),
            RecordKind.Deal => await db.Deals.Where(d => d.Id == about.Id).Select(d => d.Title).SingleOrDefaultAsync(ct),
            RecordKind.Invoice => await db.Invoices.Where(i => i.Id == about.Id).Select(i => i.Number ?? "a draft invoice").SingleOrDefaultAsync(ct),
            _ => await db.Payouts.Where(p => p.Id == about.Id).Select(_ => "a payout").SingleOrDefaultAsync(ct),
        };
    }

    static Expression<Func<Note, bool>> On(About about) => about.Kind switch
    {
        RecordKind.Talent => n => n.TalentId == about.Id,
        RecordKind.Company => n => n.CompanyId == about.Id,
        RecordKind.Contact => n => n.ContactId == about.Id,
        RecordKind.Deal => n => n.DealId == about.Id,
        RecordKind.Invoice => n => n.InvoiceId == about.Id,
        _ => n => n.PayoutId == about.Id,
    };
}

sealed record NoteAdded(string Kind, string? On) : BusinessEvent("note.added");

sealed record NoteEdited(Guid NoteId) : BusinessEvent("note.edited");
