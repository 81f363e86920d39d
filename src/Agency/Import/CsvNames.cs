using Agency.Deals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Import;

/// <summary>The records that a file refers to by name or id.</summary>
sealed class CsvNames
{
    readonly Dictionary<CsvPoints, (Dictionary<Guid, Choice> ById, ILookup<string, Choice> ByName)> _known = [];

    public static async Task<CsvNames> ReadAsync(AgencyDb db, IEnumerable<(CsvPoints Points, string Text)> said, CancellationToken ct)
    {
        var found = new CsvNames();
        foreach (var kind in said.Where(s => s.Text.Length > 0).GroupBy(s => s.Points, s => s.Text))
        {
            var ids = kind.Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Distinct().ToArray();
            var names = kind.Select(text => text.ToLowerInvariant()).Distinct().ToArray();
            var known = await (kind.Key switch
            {
                CsvPoints.Talent => db.Talents.Where(t => ids.Contains(t.Id) || names.Contains(t.StageName.ToLower())).Select(t => new Choice(t.Id, t.StageName)),
                CsvPoints.Company => db.Companies.Where(c => ids.Contains(c.Id) || names.Contains(c.TradeName.ToLower())).Select(c => new Choice(c.Id, c.TradeName)),
                _ => db.People.Where(p => ids.Contains(p.Id) || names.Contains(p.DisplayName.ToLower())).Select(p => new Choice(p.Id, p.DisplayName)),
            }).ToListAsync(ct);
            found._known[kind.Key] = (known.ToDictionary(c => c.Id), known.ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase));
        }
        return found;
    }

    public string NameOf(CsvPoints points, Guid id) => _known.TryGetValue(points, out var known) && known.ById.TryGetValue(id, out var one) ? one.Name : id.ToString();

    public (Guid? Id, string? Flaw) Find(CsvPoints points, string text)
    {
        var noun = points.ToString().ToLowerInvariant();
        List<Choice> found = !_known.TryGetValue(points, out var known) ? [] : !Guid.TryParse(text, out var id) ? [.. known.ByName[text]] : known.ById.TryGetValue(id, out var row) ? [row] : [];
        return found switch
        {
            [var one] => (one.Id, null),
            [] => (null, $"There is no {noun} of this {(Guid.TryParse(text, out _) ? "id" : "name")}. Add it first, or write the name as it is in the console."),
            _ => (null, $"More than one {noun} has this name: write the id of one, {string.Join(" or ", found.Select(c => c.Id))}."),
        };
    }
}
