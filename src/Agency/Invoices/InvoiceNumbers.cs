using Microsoft.EntityFrameworkCore;

namespace Agency.Invoices;

/// <summary>Numbers without a gap: taken under the lock of the series' row, by the transaction that issues, and given back where it rolls back.</summary>
static class InvoiceNumbers
{
    public static readonly Guid Invoices = new("019b0000-0000-7000-8000-000000000101"), CreditNotes = new("019b0000-0000-7000-8000-000000000102");

    public static async Task TakeAsync(Work work, Invoice invoice, CancellationToken ct)
    {
        var series = invoice.Kind == InvoiceKind.Invoice ? Invoices : CreditNotes;
        var taken = (await work.Db.Database.SqlQuery<Taken>($"update agency.invoice_series set next_number = next_number + 1 where id = {series} returning next_number - 1 as number, prefix").ToListAsync(ct))[0];
        (invoice.SeriesId, invoice.NumberInSeries, invoice.Number) = (series, taken.Number, taken.Prefix + taken.Number.ToString("D5"));
    }

    sealed record Taken(int Number, string Prefix);
}
