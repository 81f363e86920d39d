using static Agency.Tests.Sql;

namespace Agency.Tests.Data;

public sealed class A_table_of_any_kind(Zoo zoo) : IClassFixture<Zoo>
{
    /// <summary>A table, the values of a new row, and a change of it.</summary>
    public static TheoryData<string, string, string> Tables() => new()
    {
        { "\"Plain\"", "(5, 'a')", "note = 'b'" },
        { "\"Big \"\"Cat\"\" 100%s %I\"", "('k''%s', '%I', 3)", "\"to%\" = '100%'" },
        { "pair", "(1, 'x', 'a')", "note = 'b'" },
        { "kinds", """
            ('0197f000-0000-7000-8000-0000000000aa', 'wild', '{1,2}', '{"a": 1}', '{"b": [1.50]}', 1.500000, '\x00ff', '[1,5)', '{[2026-01-01,2026-02-01)}', 7, row('High Street', 0.1),
             0.1, '{0.1,1e300}', '1 month 2 days', '2026-01-11 15:11:00.123456+00', '<a/>', '10.0.0.1/24', '101', 12.34, 'cat:1')
            """, "n = 2.5, l = null" },
        { "made", "(default, 4)", "w = 5" },
        { "by_time", "('2026-01-11 15:11:00.123456+00', 'a')", "note = 'b'" },
        { "by_number", "(1.50, 'a')", "note = 'b'" },
        { "by_array", "('{1,2}', 'a')", "note = 'b'" },
        { "by_place", "(row('High Street', 0.1), 'a')", "note = 'b'" },
        { "by_bytes", "('\\x00ff', 'a')", "note = 'b'" },
        { "by_float", "(0.30000000000000004, 'a')", "note = 'b'" },
        { "by_mood", "('calm', 'a')", "note = 'b'" },
        { "by_range", "('[1,5)', 'a')", "note = 'b'" },
        { "by_domain", "(3, 'a')", "note = 'b'" },
        { "by_blind", "('Zoë', 'a')", "note = 'b'" },
        { "parted", "(9, 'us', 'a')", "note = 'b'" },
        { "parent", "(9, 'a')", "note = 'b'" },
        { "child", "(10, 'a', 1)", "note = 'b'" },
        { "tree", "(1, null, null, null, 'a', null)", "note = 'b'" },
    };

    [Theory, MemberData(nameof(Tables))]
    public async Task Keeps_what_its_owner_writes_and_refuses_what_destroys(string table, string row, string change)
    {
        var name = $"\"The 100% Zoo\".{table}";
        var before = await CountAsync(name);

        Assert.Null(await RefusalAsync($"set extra_float_digits = -4; set bytea_output = 'escape'; set timezone = 'Asia/Tokyo'; insert into {table} values {row}"));
        Assert.Null(await RefusalAsync($"update {table} set {change}"));
        Assert.Equal("AG001", await RefusalAsync($"delete from {table}"));
        Assert.Equal("AG001", await RefusalAsync($"truncate {table} cascade"));

        Assert.Equal(before + 1, await CountAsync(name));
        // Each row has its changes under its own id, the last image is the row, and the plan's own condition finds it.
        Assert.Equal(await CountAsync(name), await zoo.Database.AskAsync<long>($"""
            set extra_float_digits = 1; set bytea_output = 'hex'; set timezone = 'UTC'; set intervalstyle = 'postgres';
            select count(*) from only_or_all t, guard.protected p, lateral (
              select l.after, bool_or(l.action = 'U') as changed from history.log l
               where l.table_name = p.table_name and l.row_key = history.row_key(p.id, history.row_id(to_jsonb(t.*), p.key_columns))
               group by l.seq, l.after order by l.seq desc limit 1) last
             where p.relid = {Literal(name)}::regclass and last.changed and last.after = to_jsonb(t.*)
            """.Replace("only_or_all", OnlyOf(name))));
    }

    [Theory, MemberData(nameof(Tables))]
    public async Task Finds_its_rows_again_by_their_ids(string table, string row, string change)
    {
        var name = $"\"The 100% Zoo\".{table}";
        await using var connection = await zoo.Database.ConnectAsync(Superuser);
        await connection.RunSqlAsync($"begin; set local search_path = \"The 100% Zoo\"; insert into {table} values {row} on conflict do nothing; update {table} set {change}");
        var match = await connection.AskSqlAsync($"select guard.key_match(p, 't', 'r.id') from guard.protected p where p.relid = {Literal(name)}::regclass");

        Assert.Equal("0", await connection.AskSqlAsync($"""
            select count(*) from (select history.row_id(to_jsonb(t.*), p.key_columns) as id from {name} t, guard.protected p where p.relid = {Literal(name)}::regclass) r
             where (select count(*) from {name} t where {match}) <> 1
            """));
    }

    [Theory]
    [InlineData("update by_number set n = 2.50 where n = 2.5", "insert into by_number values (2.5)")]
    [InlineData("update by_blind set k = 'ZOË X' where k = 'zoë x'", "insert into by_blind values ('zoë x')")]
    [InlineData("update parted set region = 'eu' where id = 77", "insert into parted values (77, 'us')")]
    [InlineData("delete from parted_eu", "select 1")]
    [InlineData("truncate parted_us_1", "select 1")]
    [InlineData("delete from only child", "select 1")]
    [InlineData("alter table kinds alter n type text using null::text", "select 1")]
    [InlineData("alter table \"Plain\" drop column note", "select 1")]
    public async Task Refuses_to_lose_a_row_or_a_value_by_another_way(string statement, string first) =>
        Assert.Equal("AG001", await RefusalAsync($"{first}; {statement}"));

    [Fact]
    public async Task Restricts_foreign_keys_that_destroyed_and_leaves_the_rest_of_them_as_it_was()
    {
        Assert.Contains("foreign key \"up %s\" is ON DELETE RESTRICT now", zoo.Said, StringComparison.Ordinal);
        Assert.Equal("""
            FOREIGN KEY (def) REFERENCES "The 100% Zoo"."Plain"(id) ON DELETE RESTRICT
            FOREIGN KEY (left_id, left_b) REFERENCES "The 100% Zoo".pair(a, b) ON DELETE RESTRICT
            FOREIGN KEY (up) REFERENCES "The 100% Zoo".tree(id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED
            """, await zoo.Database.AskAsync<string>("select string_agg(d, E'\n' order by d) from (select pg_get_constraintdef(oid) d from pg_constraint where contype = 'f' and conrelid = '\"The 100% Zoo\".tree'::regclass) f"));
        Assert.Equal("it's up", await zoo.Database.AskAsync<string>("select obj_description(oid, 'pg_constraint') from pg_constraint where conname = 'up %s'"));
    }

    [Fact]
    public async Task Goes_on_when_columns_come_and_go_and_its_older_history_can_be_read_and_restored()
    {
        await zoo.Database.AskAsync("create table public.notes (id int primary key, old text, kept text); insert into public.notes values (1, 'gone', 'here')", Superuser);
        await zoo.Database.AskAsync("select guard.protect('public.notes')", Superuser);
        Assert.Null(await zoo.Database.RefusalAsync("alter table public.notes add more int default 7", Superuser));
        await zoo.Database.AskAsync("begin; select guard.begin_change(); alter table public.notes drop old; select guard.protect('public.notes'); select guard.end_change(); commit", Superuser);
        await zoo.Database.AskAsync("update public.notes set more = 8", Superuser);

        Assert.Equal("gone", await zoo.Database.AskAsync<string>("select after ->> 'old' from history.log where table_name = 'public.notes' order by seq limit 1"));
        Assert.Equal("(1,here,)", await zoo.Database.AskAsync<string>("select (jsonb_populate_record(null::public.notes, after))::text from history.log where table_name = 'public.notes' order by seq limit 1"));
        Assert.Equal("8", await zoo.Database.AskAsync<string>("select after ->> 'more' from history.log where table_name = 'public.notes' order by seq desc limit 1"));
        Assert.Equal("", await zoo.Database.AskAsync<string>("select coalesce(string_agg(d::text, ';'), '') from guard.drift() d where d.object like '%notes%'"));
    }

    [Theory]
    [InlineData("create table public.heap (id int)", "public.heap", "it has no primary key")]
    [InlineData("create view public.glance as select 1 as id", "public.glance", "it is not an ordinary table")]
    [InlineData("create unlogged table public.scratch (id int primary key)", "public.scratch", "it is not an ordinary table")]
    [InlineData("select 1", "\"The 100% Zoo\".parted_eu", "it is a partition; protect the table it is a part of")]
    public async Task Is_refused_with_the_reason_where_it_cannot_be_protected(string make, string table, string why)
    {
        await zoo.Database.AskAsync(make, Superuser);
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => zoo.Database.AskAsync($"select guard.protect({Literal(table)})", Superuser));
        Assert.Equal(("0A000", $"{table} cannot be protected: {why}"), (refusal.SqlState, refusal.MessageText));
    }

    Task<string?> RefusalAsync(string sql) => zoo.Database.RefusalAsync(Zoo.AsKeeper + sql, Superuser);

    Task<long> CountAsync(string name) => zoo.Database.AskAsync<long>($"select count(*) from {OnlyOf(name)}");

    static string OnlyOf(string name) => name.EndsWith("parted", StringComparison.Ordinal) ? name : "only " + name;

    static string Literal(string text) => "'" + text.Replace("'", "''") + "'";
}
