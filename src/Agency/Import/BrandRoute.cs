namespace Agency.Import;

/// <summary>Brands become companies of the kind brand. One that is here by that name already is found, not made again.</summary>
sealed class BrandRoute() : Route("Brand", TargetTable.Companies, "name", "website")
{
    public const int LongestName = 200;

    public override IEnumerable<string?> Names(SourceRow row) => [row.Text("name")];

    public override Arrived? Take(SourceRow row, Destination here)
    {
        var name = row.Required("name", LongestName);
        var website = row.Text("website", 2000);
        var createdAt = row.Moment("createdAt");
        if (!row.CanCome)
            return null;

        if (here.BrandsByName.TryGetValue(here.Fold(name), out var company))
        {
            here.Notes.Add($"Brand {row.Id} ({name}) is a company here already, which stays as it is.");
            return new Arrived(company) { WasHere = true };
        }

        var id = here.NewId();
        here.Landing.Add(TargetTable.Companies, id, name, "brand", website, createdAt, createdAt);
        here.BrandsByName[here.Fold(name)] = id;
        return new Arrived(id);
    }
}
