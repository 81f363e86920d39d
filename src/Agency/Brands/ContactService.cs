using System.Linq.Expressions;
using Agency.Deals;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Brands;

/// <summary>The people at companies: read, add, edit. Removing one is <see cref="RemoveContact"/>, making one of two <see cref="MergeContacts"/>.</summary>
public sealed class ContactService
{
    readonly AgencyStore _store;

    internal ContactService(AgencyStore store) => _store = store;

    internal static Expression<Func<Contact, ContactRow>> Row => c => new ContactRow(c.Id, c.Name, c.CompanyId, c.Company!.TradeName, c.Role, c.Email, c.Phone, c.UpdatedAt);

    /// <summary>One contact, also from the trash, of now or as of a moment; null where there is none.</summary>
    public async Task<ContactPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.Contacts.IgnoreQueryFilters().Where(c => c.Id == id).Select(Row).SingleOrDefaultAsync(ct) is not { } row ? null
            : await db.Contacts.IgnoreQueryFilters().Where(c => c.Id == id).Select(c => new ContactPage(row, c.Tags, c.LegalHold, c.CreatedAt, c.DeletedAt)).SingleOrDefaultAsync(ct);
    }

    /// <summary>The form of a live contact; null where there is none.</summary>
    public async Task<ContactForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, ct) is { } contact ? ContactForm.Of(contact) : null;
    }

    /// <summary>Up to 20 live contacts whose name contains the text.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(string? text, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Contacts.Where(c => EF.Functions.ILike(c.Name, KeysetPaging.Anywhere(text ?? ""), KeysetPaging.Escape)).OrderBy(c => c.Name).ThenBy(c => c.Id).Take(20)
            .Select(c => new Choice(c.Id, c.Name + ", " + c.Company!.TradeName)).ToListAsync(ct);
    }

    /// <summary>Adds a contact.</summary>
    public Task<Outcome> AddAsync(ContactForm form, CancellationToken ct = default) => SaveAsync(new ContactAdded(form.Name), null, form, ct);

    /// <summary>Saves the form over the contact it was read from. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditAsync(Guid id, ContactForm form, CancellationToken ct = default) => SaveAsync(new ContactEdited(id, form.Name), id, form, ct);

    /// <summary>Saves one property of the form, as typed, over the version of the contact that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (ContactColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on the contact's own page.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This contact is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });

    internal Task<Outcome> SaveAsync(BusinessEvent what, Guid? id, ContactForm form, CancellationToken ct) => _store.WriteAsync(what, Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        if (!await work.Db.Companies.AnyAsync(c => c.Id == form.CompanyId, ct))
            return new Outcome.Refused("This company is gone; choose another.", nameof(form.CompanyId));
        var contact = id is null ? work.Db.Contacts.Add(new Contact { Id = work.NewId(), Name = form.Name }).Entity : await work.Db.Contacts.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (contact is null)
            return new Outcome.Refused("This contact is in the trash or gone.");
        if (id is not null)
            work.Db.Entry(contact).Property(c => c.Version).OriginalValue = form.Version;
        form.WriteTo(contact);
        return new Outcome.Done($"{contact.Name} is {(id is null ? "added" : "saved")}.", contact.Id);
    }, ct);
}
