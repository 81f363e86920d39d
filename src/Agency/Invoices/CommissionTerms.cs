using Agency.Deals;
using Agency.Ledger;

namespace Agency.Invoices;

/// <summary>What of an invoice is the talents' and what the agency's commission, as the deal says (domain.md: gross, net of expenses, or on top for the client to pay).</summary>
static class CommissionTerms
{
    public static long TalentPart(Deal deal, IReadOnlyCollection<InvoiceLine> lines)
    {
        var net = lines.Sum(l => l.NetMinor);
        return net - deal.CommissionOn switch
        {
            CommissionOn.OnTop => Of(lines, LineKind.Commission),
            CommissionOn.NetOfExpenses => Shares.Split(net - Of(lines, LineKind.Expenses), deal.CommissionBps).Part,
            _ => Shares.Split(net, deal.CommissionBps).Part,
        };
    }

    static long Of(IEnumerable<InvoiceLine> lines, LineKind kind) => lines.Where(l => l.Kind == kind).Sum(l => l.NetMinor);
}
