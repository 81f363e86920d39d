using Agency.Data;
using Agency.Lists;
using Agency.Tests.Data;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Lists;

/// <summary>What holds of each list and each of its fields, on 150 rows of every table.</summary>
public sealed class Every_list(FilledTables tables) : IClassFixture<FilledTables>, IAsyncLifetime
{
    TestAgency _agency = null!;

    public static TheoryData<string> Lists => ["talents", "deals", "companies", "contacts", "invoices", "payouts", "documents", "deliverables"];

    public async Task InitializeAsync()
    {
        _agency = TestAgency.On(tables.Database);
        await tables.Database.ChangeGuardedAsync($"""
            insert into agency.people (id, display_name) values ('{Max}', 'Max') on conflict do nothing;
            insert into agency.role_grants (id, person_id, role) select '{Max}', '{Max}', 'admin' where not exists (select from agency.role_grants where id = '{Max}')
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Lists))]
    public async Task Is_sorted_by_each_field_that_says_so_by_an_index_and_shows_every_row_once(string name)
    {
        var list = _agency.As<ListService>(Max).Of(name);
        var live = await tables.Database.AskAsync<long>($"select count(*) from agency.{name} where deleted_at is null");
        foreach (var field in list.Fields.Where(f => f.Sorts))
        {
            var rows = await _agency.WalkAsync(name, new PageQuery(Sort: field.Name, Size: 40));
            Assert.True(live == rows.Select(r => r.Id).Distinct().Count() && live == rows.Count, $"{field.Name} shows {rows.Count} of {live}");
            Assert.Equal(rows.Select(r => r.Id).Reverse(), (await _agency.WalkAsync(name, new PageQuery(Sort: "-" + field.Name, Size: 200))).Select(r => r.Id));

            // Where another way costs nothing less, what is left is an index in the sort's order.
            var plan = await ManyRows.In(_agency).PlanAsync(() => _agency.ListAsync(name, new PageQuery(Sort: field.Name)), settings: "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off; set enable_hashjoin = off; set enable_mergejoin = off");
            Assert.False(plan.Split('\n').Any(line => line.TrimStart(' ', '-', '>') == "Sort"), $"No index serves {name} by {field.Name}:\n{plan}");
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task Can_be_filtered_by_each_field_in_every_way_that_it_offers_also_in_the_past(string name)
    {
        var list = _agency.As<ListService>(Max).Of(name);
        var then = new DateTimeOffset(await tables.Database.AskAsync<DateTime>("select clock_timestamp()"));
        foreach (var field in list.Fields.Where(f => f.Filters))
        {
            foreach (var op in FilterOps.Of(field.Kind))
            {
                var filter = FilterText.Of(new Filter(Any: false, [new Condition(field.Name, op, Values(field, op))]));
                var now = await list.ReadAsync(new PageQuery(Filter: filter, Sort: "added"));
                Assert.True(now.Ignored.Count == 0, string.Concat(now.Ignored));
                if (op != FilterOps.Of(field.Kind)[0])
                    continue;
                var past = await list.ReadAsync(new PageQuery(Filter: filter, Sort: "added"), then);
                Assert.Equal(now.Rows.Select(r => r.Id), past.Rows.Select(r => r.Id));
            }
        }
        Assert.All(list.Tabs, tab => Assert.Equal(tab.Filter, FilterText.Of(FilterText.Read(tab.Filter, list.Fields).Filter)));
        Assert.All(list.Tabs, tab => Assert.True(tab.Sort is null || list.Field(tab.Sort.TrimStart('-')) is { Sorts: true }, tab.Sort));
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task Finds_by_its_names_also_with_a_letter_wrong_and_shows_every_field_beside_a_row(string name)
    {
        var list = _agency.As<ListService>(Max).Of(name);
        var column = list.Fields.First(f => f is { Kind: FieldKind.Text, Sorts: true, Name: not "number" });
        var row = (await list.ReadAsync(new PageQuery(Size: 1, Sort: "-added", Columns: [column.Name]))).Rows[0];
        var word = (row.Cells[0].Text ?? row.Name).Split(' ').MaxBy(w => w.Length)!;

        var found = await list.ReadAsync(new PageQuery(Search: word, Size: 500, Sort: "name"));
        Assert.Contains(row.Id, found.Rows.Select(r => r.Id));
        Assert.False(found.Alike);
        _ = await list.ReadAsync(new PageQuery(Search: word[..^1] + "qx"));
        var all = await list.FindAsync(row.Id);
        Assert.Equal(list.Fields.Count, Assert.Single(all.Rows).Cells.Count);
    }

    static string[] Values(ListField field, FilterOp op) => (op, field.Kind) switch
    {
        (FilterOp.Empty or FilterOp.Set, _) => [],
        (FilterOp.Last or FilterOp.Next or FilterOp.Overdue, _) => ["30d"],
        (FilterOp.This, _) => ["quarter"],
        (FilterOp.Within, FieldKind.Date or FieldKind.Moment) => ["2026-01-01", "2026-12-31"],
        (FilterOp.Within, _) => ["1", "50"],
        (_, FieldKind.Choice) => [.. field.Choices.Take(2).Select(c => c.Code)],
        (_, FieldKind.Person) => [FilterValues.Me],
        (_, FieldKind.YesNo) => ["no"],
        (_, FieldKind.Date or FieldKind.Moment) => ["2026-06-01"],
        (_, FieldKind.Text) => ["a"],
        _ => ["10"],
    };
}
