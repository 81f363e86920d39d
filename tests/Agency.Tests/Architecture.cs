using System.Text.RegularExpressions;
using Agency.Data;
using Microsoft.EntityFrameworkCore;
using Record = Agency.Data.Record;

namespace Agency.Tests;

public sealed partial class Architecture
{
    /// <summary>Which feature each table belongs to: the one whose folder its entity is in.</summary>
    static readonly Dictionary<string, string> s_owners = typeof(AgencyDb).GetProperties().Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>))
        .ToDictionary(p => p.Name, p => p.PropertyType.GenericTypeArguments[0].Namespace!.Split('.')[^1], StringComparer.OrdinalIgnoreCase);

    /// <summary>Data is everybody's, and an import brings rows of every table: that is what it is for. Incident.sql destroys the agency of a demonstration.</summary>
    [Fact]
    public void Features_do_not_write_each_others_tables()
    {
        var root = Path.Combine(TestDatabase.Checkout, "src", "Agency");
        var features = Directory.GetDirectories(root).Where(d => Path.GetFileName(d) is not ("Data" or "Import" or "bin" or "obj")).ToList();
        Assert.Contains(features, f => Path.GetFileName(f) == "Deals");

        Assert.Empty(from feature in features
                     from file in Directory.EnumerateFiles(feature, "*", SearchOption.AllDirectories)
                     where Path.GetExtension(file) is ".cs" or ".sql" && Path.GetFileName(file) != "Incident.sql"
                     from write in ForeignWrites(Path.GetFileName(feature), File.ReadAllText(file))
                     select $"{Path.GetRelativePath(root, file)}: {write}");
    }

    [Theory]
    [InlineData("work.Db.Deals.Add(deal);", "Deals.Add")]
    [InlineData("await db.Deals.Where(d => d.TalentId == id)\n    .ExecuteUpdateAsync(s => s.SetProperty(d => d.Notes, \"\"));", "Deals.ExecuteUpdateAsync")]
    [InlineData("var rows = db.Payouts.ToList(); work.Db.Payouts.RemoveRange(rows);", "Payouts.RemoveRange")]
    [InlineData("work.Db.Add(new Deal { Title = form.Title });", "Add(new Deal")]
    [InlineData("await db.Database.ExecuteSqlAsync($\"update agency.deals set notes = null\");", "update agency.deals")]
    [InlineData("INSERT INTO agency.commissions\nselect 1", "INSERT INTO agency.commissions")]
    [InlineData("merge into agency.people p using x on true", "merge into agency.people")]
    public void A_write_to_another_features_table_is_found(string source, string found) => Assert.Equal([found], ForeignWrites("Talents", source));

    [Theory]
    [InlineData("work.Db.Talents.Add(talent);")]
    [InlineData("rows.AddRange(db.Deals.Select(d => d.Id)); more.Add(1);")]
    [InlineData("var deals = db.Deals.ToList(); list.Add(deals); work.Db.Add(new Talent { StageName = name });")]
    [InlineData("insert into agency.talents select * from agency.deals")]
    public void A_write_to_its_own_or_a_read_of_another_is_not(string source) => Assert.Empty(ForeignWrites("Talents", source));

    static IEnumerable<string> ForeignWrites(string feature, string source) =>
        from match in SetWrite().Matches(source).Concat(EntityWrite().Matches(source)).Concat(SqlWrite().Matches(source))
        let owner = Owner(match.Groups["table"].Value)
        where owner is not null && owner != feature
        select match.Groups["how"].Success ? $"{match.Groups["table"].Value}.{match.Groups["how"].Value}" : match.Value.ReplaceLineEndings(" ");

    static string? Owner(string table) => s_owners.GetValueOrDefault(table) ?? typeof(AgencyDb).Assembly.GetTypes().FirstOrDefault(t => t.Name == table && t.IsSubclassOf(typeof(Record)))?.Namespace!.Split('.')[^1];

    [GeneratedRegex(@"\b[dD]b\.(?<table>\w+)\b[^;]*?\.(?<how>(Add|Attach|Update|Remove|ExecuteUpdate|ExecuteDelete)(Range)?(Async)?)\s*\(", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex SetWrite();

    [GeneratedRegex(@"(?<=\b[dD]b\.)(Add|Attach|Update|Remove)(Range)?(Async)?\(new (?<table>\w+)\b", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex EntityWrite();

    [GeneratedRegex(@"\b(insert\s+into|update|delete\s+from|merge\s+into)\s+agency\.(?<table>\w+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex SqlWrite();
}
