using static Agency.Tests.Sql;

namespace Agency.Tests.Data;

public sealed class The_schema : IAsyncLifetime
{
    TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Lets_no_foreign_key_destroy_or_empty_a_row()
    {
        Assert.Equal("", await NamesAsync("""
            select conrelid::regclass || '.' || conname from pg_constraint
             where contype = 'f' and connamespace = 'agency'::regnamespace and (confdeltype <> 'r' or confupdtype not in ('a', 'r'))
            """));
        Assert.True(await _database.AskAsync<long>("select count(*) from pg_constraint where contype = 'f' and connamespace = 'agency'::regnamespace") >= 10);
    }

    [Fact]
    public async Task Has_every_business_table_protected()
    {
        Assert.Equal("", await UnprotectedAsync());
        Assert.Equal(string.Join(' ', FilledTables.Names.Order(StringComparer.Ordinal).Select(t => "agency." + t)), await NamesAsync("select table_name from guard.protected"));
    }

    [Theory]
    [InlineData("create table agency.orders (id uuid primary key)", "agency.orders: any protection")]
    [InlineData("alter table agency.deals disable trigger guard_delete", "agency.deals: guard_delete")]
    [InlineData("alter table agency.deals enable trigger guard_truncate", "agency.deals: guard_truncate")]
    [InlineData("drop trigger history_insert on agency.talents", "agency.talents: history_insert")]
    public async Task Names_a_table_that_is_not_wholly_protected(string change, string named)
    {
        await _database.ForceAsync(change);

        Assert.Equal(named, await UnprotectedAsync());
    }

    [Fact]
    public async Task Names_a_table_whose_new_foreign_key_is_not_watched_until_it_is_protected_again()
    {
        await _database.ForceAsync("alter table agency.talents add manager_id uuid references agency.people on delete restrict");
        Assert.Equal("agency.people: talents_manager_id_fkey; agency.talents: talents_manager_id_fkey", await UnprotectedAsync());

        await _database.AskAsync("set role agency_guard; select guard.protect('agency.talents')", Superuser);

        Assert.Equal("", await UnprotectedAsync());
    }

    [Fact]
    public async Task Pins_the_search_path_of_every_function_that_runs_with_the_owners_rights() =>
        Assert.Equal("", await NamesAsync($"""
            select oid::regprocedure::text from pg_proc
             where {Ours("pronamespace")} and prosecdef and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)
            """));

    [Fact]
    public async Task Lets_the_app_select_insert_and_update_business_tables_and_only_read_the_rest()
    {
        Assert.Equal("INSERT SELECT UPDATE", await PrivilegesAsync(App, "= 'agency'"));
        Assert.Equal("SELECT", await PrivilegesAsync(App, "<> 'agency'"));
        Assert.Equal("", await NamesAsync($"""
            select c.oid::regclass::text from pg_class c where c.relnamespace = 'agency'::regnamespace and c.relkind = 'r'
               and not (has_table_privilege('{App}', c.oid, 'select') and has_table_privilege('{App}', c.oid, 'insert') and has_table_privilege('{App}', c.oid, 'update'))
            """));
    }

    [Fact]
    public async Task Lets_the_reader_only_read() => Assert.Equal("SELECT", await PrivilegesAsync(Reader, "is not null"));

    [Theory, InlineData(App), InlineData(Reader)]
    public async Task Lets_neither_the_app_nor_the_reader_create_anything(string role)
    {
        Assert.Equal("", await NamesAsync($"select nspname::text from pg_namespace where has_schema_privilege('{role}', oid, 'create') and nspname !~ '^pg_temp'"));
        Assert.Equal(false, await _database.AskAsync($"select has_database_privilege('{role}', current_database(), 'create') or has_database_privilege('{role}', current_database(), 'temp')"));
        Assert.Equal("42501", await _database.RefusalAsync("create temp table talents (id int)", role));
        Assert.Equal(false, await _database.AskAsync($"select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or pg_has_role('{role}', '{Owner}', 'member') from pg_roles where rolname = '{role}'", Superuser));
    }

    [Fact]
    public async Task Lets_the_app_call_the_doors_of_the_guard_and_nothing_behind_them()
    {
        Assert.Equal("console.choose console.fan_out console.keep_key console.keep_list console.look_for_digests console.look_for_expiring console.look_for_refusals console.look_for_spike console.mark_read console.not_sent console.read_keys console.record_export console.remember_opened console.remove_view console.report console.save_view console.sent console.take console.try_again console.wants guard.absent_approvers guard.api_key_person guard.apply guard.apply_alone guard.break_glass guard.comment guard.create_api_key guard.dependents guard.differences guard.drift guard.end_break_glass guard.end_session guard.end_sessions guard.grant_from_provider guard.holds_role guard.look_at guard.open_alarms guard.plan guard.plan_sets guard.policy_of guard.remember_groups guard.retract guard.review_break_glass guard.revoke_api_key guard.session_person guard.sign_in_again guard.simulate_policy guard.start_session guard.submit guard.suspend_unreviewed guard.take_id_token guard.tick guard.to_review guard.unprotected guard.use_session guard.vote guard.voters guard.voting_refusal guard.watch guard.withdraw history.as_of history.blame history.commit_bounds history.commit_id history.commit_id_of history.commit_time history.diff history.moment history.restored history.row_id history.row_key history.row_key_of history.seal history.straddle_start history.straddlers history.verify", await FunctionsAsync(App));
        Assert.Equal("guard.drift guard.unprotected history.as_of history.blame history.commit_bounds history.commit_id history.commit_id_of history.commit_time history.diff history.moment history.row_id history.row_key history.row_key_of history.straddle_start history.straddlers history.verify", await FunctionsAsync(Reader));
        foreach (var call in new[]
        {
            "guard.take(gen_random_uuid(), array['approved'])", "guard.move_to(null, 'approved', null)", "guard.write_rows(gen_random_uuid(), null, 'delete')", "guard.is_applying()",
            "guard.protect('agency.deals', 1000000)", "guard.is_carried(null)", "history.current_commit()", "history.begin_commit()", "history.add_months()", "history.new_incarnation()", "history.erase(null)", "guard.unprotect(null)", "guard.begin_change()", "guard.remember()",
        })
            Assert.Equal("42501", await _database.RefusalAsync("select " + call));
    }

    /// <summary>The keys that cookies are protected with, and the tokens of a provider: the app asks for them through doors, the reader not at all.</summary>
    [Theory, InlineData("console.data_protection_keys"), InlineData("guard.id_tokens")]
    public async Task Lets_nobody_read_secrets(string table)
    {
        foreach (var role in new[] { App, Reader, Owner })
            Assert.Equal("42501", await _database.RefusalAsync($"select from {table}", role));
    }

    Task<string> FunctionsAsync(string role) =>
        NamesAsync($"select distinct pronamespace::regnamespace || '.' || proname from pg_proc where {Ours("pronamespace")} and has_function_privilege('{role}', oid, 'execute')");

    /// <summary>The privileges the role has on any table or column in the schemas, by itself or through somebody.</summary>
    Task<string> PrivilegesAsync(string role, string schemas) => NamesAsync($"""
        select distinct p from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
         where c.relkind in ('r', 'p', 'v', 'm') and {Ours("c.relnamespace")} and c.relnamespace::regnamespace::text {schemas}
           and (has_table_privilege('{role}', c.oid, p) or p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege('{role}', c.oid, p))
        """);

    Task<string> UnprotectedAsync() => _database.AskAsync<string>("select coalesce(string_agg(table_name || ': ' || lacks, '; '), '') from guard.unprotected()", App);

    Task<string> NamesAsync(string names) => _database.AskAsync<string>($"select coalesce(string_agg(name, ' ' order by name collate \"C\"), '') from ({names}) found (name)");

    static string Ours(string schema) => $"{schema}::regnamespace::text in ('agency', 'history', 'guard', 'watch', 'analytics', 'console')";
}
