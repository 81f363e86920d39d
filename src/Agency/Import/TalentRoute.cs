namespace Agency.Import;

/// <summary>Talents there are represented ones: they come as active.</summary>
sealed class TalentRoute() : Route("Talent", TargetTable.Talents, "userId", "name", "legalName", "categories", "commissionRate", "updatedAt")
{
    public override string Facts => "t.default_commission_bps, null::text, null::bigint, null::uuid";

    public override IEnumerable<string?> Names(SourceRow row) => [row.Text("name")];

    public override Arrived? Take(SourceRow row, Destination here)
    {
        var person = here.Parent(row, "userId", "User");
        var stageName = row.Required("name", 200);
        var legalName = row.Text("legalName");
        var niches = row.Texts("categories");
        var commissionBps = row.Rate("commissionRate");
        var (createdAt, updatedAt) = (row.Moment("createdAt"), row.Moment("updatedAt"));
        if (stageName.Length > 0 && here.TalentsByName.ContainsKey(here.Fold(stageName)))
            row.CannotCome($"another live talent has the stage name {SourceRow.Short(stageName)} already");
        if (!row.CanCome)
            return null;

        var id = here.NewId();
        here.Landing.Add(TargetTable.Talents, id, person!.Id, stageName, legalName, "active", niches, commissionBps, createdAt, updatedAt);
        here.TalentsByName[here.Fold(stageName)] = id;
        return new Arrived(id) { CommissionBps = commissionBps };
    }
}
