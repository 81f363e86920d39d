using System.Globalization;

namespace Agency.Bench;

/// <summary>Which indexes a table of deals has.</summary>
enum Indexes
{
    /// <summary>Those that agency.deals has on these columns.</summary>
    Agency,

    /// <summary>Its primary key and one more.</summary>
    One,
}

/// <summary>How history and guard are on a table of deals.</summary>
enum Shape
{
    Bare,

    /// <summary>History is written once per statement: what guard.protect chooses.</summary>
    Statement,

    /// <summary>History is written once per row: what guard.protect chooses where a table has row triggers of its own.</summary>
    Row,
}

/// <summary>A table of deals with twelve columns, in a schema of its own.</summary>
sealed record DealsTable(string Schema)
{
    const long First = 100_000_000_000;

    public string Name => $"{Schema}.deals";

    public static string Describe(Indexes indexes) => indexes == Indexes.Agency ? "the indexes of agency.deals" : "a key and one index";

    public static async Task<DealsTable> CreateAsync(BenchDatabase database, string schema, int rows, Indexes indexes, Shape shape, CancellationToken ct)
    {
        var table = new DealsTable(schema);
        var sql = Sql.Read("Deals.sql").Replace(":schema", schema).Replace(":first", First.ToString(CultureInfo.InvariantCulture)).Replace(":rows", rows.ToString(CultureInfo.InvariantCulture));
        await database.RunAsync(sql, ct);
        await database.RunAsync(Sql.Read(indexes == Indexes.Agency ? "DealsIndexes.sql" : "DealsIndex.sql").Replace(":schema", schema), ct);
        // A trigger of its own that is switched off makes guard.protect choose the row triggers, and costs nothing.
        if (shape == Shape.Row)
            await database.RunAsync($"create trigger own after insert or update on {table.Name} for each row execute function {schema}.own(); alter table {table.Name} disable trigger own", ct);
        if (shape != Shape.Bare)
            await database.RunAsync($"select guard.protect('{table.Name}')", ct);
        await database.RunAsync($"vacuum analyze {table.Name}", ct);
        return table;
    }

    /// <summary>pgbench's script that adds a deal.</summary>
    public string Insert(int rows) => $"""
        \set n random({First + 1}, {First + rows})
        insert into {Name} (id, code, title, talent_id, brand_id, owner_person_id, stage, gross_minor, currency, commission_bps, created_at, updated_at) values (gen_random_uuid(), 'D-' || nextval('{Schema}.deal_codes'), 'Autumn campaign for brand ' || :n, '11111111-2222-4333-8444-555555555555', '21111111-2222-4333-8444-555555555556', '31111111-2222-4333-8444-555555555557', 'negotiating', :n, 'EUR', 1500, now(), now());

        """;

    /// <summary>pgbench's script that changes a deal's title and amount.</summary>
    public string Update(int rows) => $"""
        \set n random({First + 1}, {First + rows})
        update {Name} set title = 'Renamed campaign for brand ' || :n, gross_minor = :n, updated_at = now() where id = ('00000000-0000-4000-8000-' || :n)::uuid;

        """;
}
