namespace Agency.Bench;

/// <summary>A request from its plan to its end: planned and submitted by an admin, approved by somebody else, applied.</summary>
static class Request
{
    const string Ann = "0197f000-0000-7000-8000-00000000000a", Cal = "0197f000-0000-7000-8000-00000000000c", Dot = "0197f000-0000-7000-8000-00000000000e";

    /// <summary>The two people it takes, and one who could approve it as well.</summary>
    public static Task HireAsync(BenchDatabase database, CancellationToken ct) => database.RunAsync(
        $"""
        insert into agency.people (id, display_name) values ('{Ann}', 'Ann'), ('{Cal}', 'Cal'), ('{Dot}', 'Dot');
        insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Ann}', 'admin'), (gen_random_uuid(), '{Cal}', 'approver'), (gen_random_uuid(), '{Dot}', 'approver');
        insert into guard.sessions (id, person_id, method, authenticated_at, ends_at) values ('{Cal}', '{Cal}', 'server', now(), now() + interval '1 day')
        """,
        ct);

    /// <param name="database">Where.</param>
    /// <param name="sets">The sets of rows to plan, as guard.plan_sets takes them.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidOperationException">It does not get through.</exception>
    public static async Task CarryOutAsync(BenchDatabase database, string sets, CancellationToken ct)
    {
        var id = await database.AskAsync<Guid>("select gen_random_uuid()", ct);
        var hash = await database.AskAsync<string>("select guard.plan_sets($1, 'deal.edited', 'Many deals', '{}', $2::jsonb, $3::uuid)", ct, id, sets, Ann);
        await ExpectAsync("pending", "select guard.submit($1, $2::uuid, 'Measured', $3)", id, Ann, hash);
        await database.RunAsync($"update guard.sessions set authenticated_at = now() where id = '{Cal}'", ct);
        await ExpectAsync("approved", "select guard.vote($1, $2::uuid, 'approve', $3, p_rows => (select row_count from guard.requests where id = $1))", id, Cal, hash);
        await ExpectAsync("succeeded", "select guard.apply($1, $2::uuid)", id, Ann);

        async Task ExpectAsync(string state, string sql, params object[] parameters)
        {
            var became = await database.AskAsync<string>(sql, ct, parameters);
            if (became != state)
                throw new InvalidOperationException($"The request became {became} instead of {state}: {await database.AskAsync<string>("select coalesce(string_agg(detail, '; '), '') from guard.attempts", ct)}");
        }
    }

    /// <summary>Lets what would be refused through, as an approved request does. For putting a table where a figure begins.</summary>
    public static Task ForceAsync(BenchDatabase database, string sql, CancellationToken ct) => database.RunAsync(
        $"""
        insert into guard.applying (xid, request_id) values (pg_current_xact_id(), gen_random_uuid());
        {sql};
        delete from guard.applying where xid = pg_current_xact_id()
        """,
        ct);

    /// <summary>Space that rounds left behind, taken back: each begins like the one before.</summary>
    public static async Task TidyAsync(BenchDatabase database, string table, CancellationToken ct)
    {
        foreach (var name in new[] { table, "guard.plan_rows", "guard.claims", "history.changes" })
            await database.RunAsync($"vacuum {name}", ct);
    }
}
