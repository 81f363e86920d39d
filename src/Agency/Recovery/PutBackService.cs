using System.Text.Json;
using Agency.Brands;
using Agency.Deals;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

sealed record FieldPutBack(string Table, Guid RowId, string Record, string Field, long Change) : BusinessEvent("field.put_back");

/// <summary>Puts one field of a record back to what it was before a change, through the form that edits the record: the same rules, the same rights, and whoever saved first wins.</summary>
public sealed class PutBackService
{
    // What the records' forms own. A stage is moved by its steps, not put back.
    static readonly Dictionary<string, string[]> s_owned = new(StringComparer.Ordinal)
    {
        ["agency.talents"] = ["stage_name", "legal_name", "type", "status", "pronouns", "country", "niches", "default_commission_bps", "payout_currency", "bio"],
        ["agency.deals"] = ["title", "talent_id", "brand_id", "fee_type", "gross_minor", "currency", "commission_bps", "commission_on", "expenses_minor", "payment_terms_days", "owner_person_id", "signed_on",
            "starts_on", "ends_on", "expected_close", "lost_reason", "notes"],
        ["agency.companies"] = ["trade_name", "legal_name", "kind", "website", "tax_id", "billing_address", "country", "payment_terms_days", "credit_note", "tags"],
        ["agency.contacts"] = ["name", "company_id", "role", "email", "phone", "tags"],
    };

    readonly AgencyStore _store;
    readonly TalentService _talents;
    readonly DealService _deals;
    readonly CompanyService _companies;
    readonly ContactService _contacts;

    internal PutBackService(AgencyStore store, TalentService talents, DealService deals, CompanyService companies, ContactService contacts) =>
        (_store, _talents, _deals, _companies, _contacts) = (store, talents, deals, companies, contacts);

    /// <summary>Whether the field (a column) of the table (with its schema) is one that its record's form edits.</summary>
    public static bool Offers(string table, string field) => s_owned.TryGetValue(table, out var fields) && fields.Contains(field, StringComparer.Ordinal);

    /// <summary>Sets a field back to what it was before a change. <see cref="Outcome.Conflict"/> when the record changed after what was shown; refused where the form would refuse it.</summary>
    /// <param name="table">The record's table, with its schema.</param>
    /// <param name="id">The record.</param>
    /// <param name="field">The column.</param>
    /// <param name="change">The number of the change before which the field had the value that is wanted.</param>
    /// <param name="shown">The number of the record's newest change that whoever decides has seen.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<Outcome> PutBackAsync(string table, Guid id, string field, long change, long shown, CancellationToken ct = default)
    {
        var asked = new Asked(table, id, field, change, shown);
        return !Offers(table, field) ? Task.FromResult<Outcome>(new Outcome.Refused("This field is not edited by a form, so it cannot be put back alone.")) : table switch
        {
            "agency.talents" => PutBackAsync<Talent>(asked, (t, what) => _talents.EditAsync(what(t.StageName), id, TalentForm.Of(t), ct), ct),
            "agency.deals" => PutBackAsync<Deal>(asked, (d, what) => _deals.EditAsync(what(d.Title), id, DealForm.Of(d), ct), ct),
            "agency.companies" => PutBackAsync<Company>(asked, (c, what) => _companies.EditAsync(what(c.TradeName), id, CompanyForm.Of(c), ct), ct),
            _ => PutBackAsync<Contact>(asked, (c, what) => _contacts.SaveAsync(what(c.Name), id, ContactForm.Of(c), ct), ct),
        };
    }

    Task<Outcome> PutBackAsync<T>(Asked asked, Func<T, Func<string, BusinessEvent>, Task<Outcome>> saveAsync, CancellationToken ct) where T : Record => AgencyStore.TryAsync(async () =>
    {
        await using var db = await _store.ReadAsync(ct);
        var id = asked.RowId.ToString();
        // Read before its history is: what is committed in between meets an old version.
        if (await db.Set<T>().SingleOrDefaultAsync(r => r.Id == asked.RowId, ct) is not { } record)
            return new Outcome.Refused("This record is in the trash or gone.");
        var changes = db.Changes.Where(c => c.RowKey == AgencyDb.RowKeyOf(asked.Table, id) && c.TableName == asked.Table && c.RowId == id);
        if (await changes.MaxAsync(c => (long?)c.Seq, ct) > asked.Shown)
            return new Outcome.Conflict("Somebody else changed this record since you looked at it.");
        if (await changes.Where(c => c.Seq == asked.Change).Select(c => c.Before).SingleOrDefaultAsync(ct) is not { } before)
            return new Outcome.Refused("Before this change there was no value to go back to.");
        var property = db.Model.FindEntityType(typeof(T))!.GetProperties().Single(p => p.GetColumnName() == asked.Field);
        using var image = JsonDocument.Parse(before);
        if (!image.RootElement.TryGetProperty(asked.Field, out var old))
            return new Outcome.Refused("The record did not have this field at that time.");
        var value = property.GetTypeMapping().Converter is { } converter ? converter.ConvertFromProvider(old.Deserialize(converter.ProviderClrType)) : old.Deserialize(property.ClrType);
        if (Equals(property.PropertyInfo!.GetValue(record), value))
            return new Outcome.Refused("It has this value already.");
        property.PropertyInfo.SetValue(record, value);
        return await saveAsync(record, name => new FieldPutBack(asked.Table, asked.RowId, name, asked.Field, asked.Change));
    });

    sealed record Asked(string Table, Guid RowId, string Field, long Change, long Shown);
}
