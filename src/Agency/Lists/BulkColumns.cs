using Agency.Brands;
using Agency.Deals;
using Agency.Documents;
using Agency.Invoices;
using Agency.Payouts;
using Agency.Talents;

namespace Agency.Lists;

/// <summary>Of which columns many rows may be given a value at once: those that the lists offer. What moves by rules of its own, as a deal's stage or an invoice's money, is none of them.</summary>
static class BulkColumns
{
    static readonly Dictionary<string, HashSet<string>> s_offered = new(StringComparer.Ordinal)
    {
        ["agency.talents"] = Of(TalentColumns.Shape), ["agency.deals"] = Of(DealColumns.Shape), ["agency.companies"] = Of(CompanyColumns.Shape), ["agency.contacts"] = Of(ContactColumns.Shape),
        ["agency.invoices"] = Of(InvoiceColumns.Shape), ["agency.payouts"] = Of(PayoutColumns.Shape), ["agency.documents"] = Of(DocumentColumns.Shape), ["agency.deliverables"] = Of(DeliverableColumns.Shape),
    };

    /// <summary>Why not (AG009); null where all of the columns are offered.</summary>
    public static Outcome.Refused? Refusal(string table, IEnumerable<string> columns)
    {
        var offered = s_offered.GetValueOrDefault(table) ?? [];
        if (columns.FirstOrDefault(column => !offered.Contains(column)) is not { } refused)
            return null;
        return new($"{refused} of {table} is not changed in many rows at once. " + (offered.Count == 0 ? "Nothing of this table is." : $"What is: {string.Join(", ", offered.Order(StringComparer.Ordinal))}."), SqlState: SqlErrors.Missing);
    }

    static HashSet<string> Of<T>(ListShape<T> shape) where T : Record => [.. shape.Columns.Select(c => c.Field.Column).OfType<string>()];
}
