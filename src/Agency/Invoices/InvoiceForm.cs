using System.ComponentModel.DataAnnotations;
using Agency.Ledger;

namespace Agency.Invoices;

/// <summary>A line as it is typed, over the version it was read from. <see cref="Unit"/> in major units of the invoice's currency; a quantity of 0 strikes the line out.</summary>
public sealed record InvoiceLineForm : IFormLine
{
    public Guid? Id { get; set; }
    public LineKind Kind { get; set; }
    public string Description { get; set; } = "";
    public decimal Quantity { get; set; } = 1;
    public decimal Unit { get; set; }

    /// <summary>Percent.</summary>
    public decimal Tax { get; set; }

    public uint Version { get; set; }
}

/// <summary>A draft as it is typed.</summary>
public sealed record InvoiceForm : IValidatableObject
{
    public Guid DealId { get; set; }

    [Required(ErrorMessage = "Who is it for?")]
    public Guid? BillToId { get; set; }

    [Required(ErrorMessage = "In which currency?"), RegularExpression("^[A-Z]{3}$", ErrorMessage = "Three capital letters, as in GBP.")]
    public string Currency { get; set; } = "GBP";

    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? PoNumber { get; set; }

    [StringLength(4000, ErrorMessage = "At most 4,000 characters.")]
    public string? Notes { get; set; }

    public IList<InvoiceLineForm> Lines { get; init; } = [];

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Lines.Any(line => line.Quantity > 0))
            yield return new("An invoice needs a line.", [nameof(Lines)]);
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (string.IsNullOrWhiteSpace(line.Description) || line.Description.Length > 1000)
                yield return new($"Line {i + 1} needs a description of at most 1,000 characters.", [nameof(Lines)]);
            if (line.Quantity < 0 || line.Unit < 0 || line.Tax is < 0 or > 100 || line.Quantity > 100_000 || line.Unit > 1_000_000_000)
                yield return new($"Line {i + 1}: quantity, price and tax are not below zero; tax is at most 100 %.", [nameof(Lines)]);
            else if (decimal.Round(line.Unit, Money.MinorDigits(Currency)) != line.Unit || decimal.Round(line.Tax, 2) != line.Tax || decimal.Round(line.Quantity, 3) != line.Quantity)
                yield return new($"Line {i + 1} has more digits after the point than are counted.", [nameof(Lines)]);
        }
    }

    // Divided, a quantity loses the zeros after its point, which nobody typed.
    internal static InvoiceForm Of(Invoice i) => new()
    {
        DealId = i.DealId,
        BillToId = i.BillToId,
        Currency = i.Currency,
        PoNumber = i.PoNumber,
        Notes = i.Notes,
        Version = i.Version,
        Lines = [.. i.Lines.OrderBy(l => l.Position).Select(l => new InvoiceLineForm { Id = l.Id, Kind = l.Kind, Description = l.Description, Quantity = l.Quantity / 1.000m, Unit = Money.ToMajor(l.UnitMinor, i.Currency), Tax = l.TaxBps / 100m, Version = l.Version })],
    };

    internal void WriteTo(Invoice invoice, Func<Guid> newId)
    {
        (invoice.BillToId, invoice.Currency, invoice.PoNumber, invoice.Notes) = (BillToId!.Value, Currency, Text.OrNull(PoNumber), Text.OrNull(Notes));
        var next = invoice.Lines.Count == 0 ? 1 : invoice.Lines.Max(l => l.Position) + 1;
        foreach (var typed in Lines)
        {
            var line = invoice.Lines.Find(l => l.Id == typed.Id);
            if (line is null)
                invoice.Lines.Add(line = new InvoiceLine { Id = newId(), Description = "", Position = next++ });
            (line.Kind, line.Description, line.Quantity, line.UnitMinor, line.TaxBps) = (typed.Kind, typed.Description.Trim(), typed.Quantity, Money.ToMinor(typed.Unit, Currency), (int)(typed.Tax * 100));
            line.NetMinor = (long)decimal.Round(line.Quantity * line.UnitMinor, MidpointRounding.AwayFromZero);
            line.TaxMinor = (long)decimal.Round(line.NetMinor * line.TaxBps / 10_000m, MidpointRounding.AwayFromZero);
        }
        (invoice.NetMinor, invoice.TaxMinor) = (invoice.Lines.Sum(l => l.NetMinor), invoice.Lines.Sum(l => l.TaxMinor));
    }
}
