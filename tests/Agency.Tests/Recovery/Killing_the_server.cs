using System.Globalization;
using Agency.Data;
using Agency.Tests.Data;
using Npgsql;

namespace Agency.Tests.Recovery;

/// <summary>kill -9 of every process of a PostgreSQL with fsync on, while a request is applied, a rewind is applied, or history is sealed.</summary>
public sealed class Killing_the_server
{
    const int Kills = 21;
    const int Deals = 4000;
    const string Ann = "0197f000-0000-7000-8000-00000000000a", Cal = "0197f000-0000-7000-8000-00000000000c", Dot = "0197f000-0000-7000-8000-00000000000e", Eve = "0197f000-0000-7000-8000-00000000000f";

    readonly Random _random = new(20260111);

    [Fact]
    public async Task Never_leaves_half_a_request_or_a_broken_chain()
    {
        await using var home = new TemporaryHome();
        var options = new PrivatePostgresOptions(home.Home);
        var cluster = await PrivatePostgres.StartAsync(options, CancellationToken.None);
        try
        {
            await FirstStart.EnsureAsync(cluster, withSample: false, CancellationToken.None);
            await AskAsync(cluster, Arrange);
            var cut = 0;
            for (var kill = 0; kill < Kills; kill++)
            {
                var request = await RequestAsync(cluster, kill);
                var before = await ImageAsync(cluster);
                var isSealing = kill % 3 == 2;
                if (isSealing)
                    await AskAsync(cluster, Apply(request));
                var work = AskAsync(cluster, isSealing ? "select history.seal()" : Apply(request));
                await Task.Delay(isSealing ? _random.Next(5, 40) : _random.Next(5, 200));
                KillAll(cluster);
                cut += await EndAsync(work) ? 0 : 1;
                cluster = await PrivatePostgres.StartAsync(options, CancellationToken.None);

                await AssertWholeAsync(cluster, request, before);
                await AssertChainAsync(cluster);
                await FinishAsync(cluster, request);
            }
            Assert.True(cut >= Kills / 3, $"Only {cut} of {Kills} kills came in the middle.");
        }
        finally
        {
            await cluster.StopAsync();
        }
    }

    static string Apply(Guid request) => $"select guard.apply('{request}', '{Cal}')";

    /// <summary>An approved request over every deal: a bulk edit, or every third time a rewind after half of them were lost behind history's back.</summary>
    static async Task<Guid> RequestAsync(PrivatePostgres cluster, int number)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var set = number % 3 == 1 ? """{"set": "rewind", "table": "agency.deals", "to": "now"}""" : $$"""{"set": "edit", "table": "agency.deals", "patch": {"notes": "Round {{number}}"} }""";
        if (number % 3 == 1)
            await AskAsync(cluster, TestDatabase.Forced("alter table agency.deals disable trigger all; delete from agency.deals where gross_minor % 2 = 0; update agency.deals set notes = 'Forged'; alter table agency.deals enable trigger all; select guard.protect('agency.deals')"));
        await AskAsync(cluster, $"""
            do $do$ declare v text; begin
              v := guard.plan_sets('{id}', 'rows.edited', 'Round {number}', '{"{}"}', '[{set}]', '{Ann}');
              perform guard.submit('{id}', '{Ann}', 'Because', v);
              perform guard.vote('{id}', '{Cal}', 'approve', v, p_rows => (select row_count from guard.requests where id = '{id}'));
              perform guard.vote('{id}', '{Dot}', 'approve', v, p_rows => row_count) from guard.requests where id = '{id}' and state = 'pending';
            end $do$
            """);
        return id;
    }

    static async Task AssertWholeAsync(PrivatePostgres cluster, Guid request, string before)
    {
        var state = await AskAsync(cluster, $"select state || ' ' || (select count(*) from history.commits c where c.request_id = q.id) from guard.requests q where q.id = '{request}'");
        Assert.Contains(state, (string[])["approved 0", "succeeded 1"]);
        if (state == "approved 0")
            Assert.Equal(before, await ImageAsync(cluster));
        else
            Assert.Equal("0", await AskAsync(cluster, $"select count(*) from guard.plan_rows p left join agency.deals d on d.id = p.row_id::uuid where p.request_id = '{request}' and (d.id is null or (to_jsonb(d) || p.patch) - 'updated_at' <> to_jsonb(d) - 'updated_at')"));
    }

    /// <summary>Blocks follow one another, each holds its commits, every digest comes out the same, and nothing sealed is missing.</summary>
    static async Task AssertChainAsync(PrivatePostgres cluster) => Assert.Equal("0", await AskAsync(cluster, """
        select count(*) from (
          select b.*, lag(b.id) over w as last_id, lag(b.digest) over w as last_digest, lag(b.upto) over w as last_upto from history.blocks b window w as (order by b.id)) c
         where c.id is distinct from coalesce(c.last_id, 0) + 1 or c.previous is distinct from c.last_digest
            or c.digest is distinct from (select history.block_digest(b) from history.blocks b where b.id = c.id)
            or c.commits <> (select count(*) from history.commits k where k.id < c.upto and k.id >= coalesce(c.last_upto, 0))
            or c.commits <> (select count(*) from history.sealed s where s.block_id = c.id)
        """));

    static async Task FinishAsync(PrivatePostgres cluster, Guid request)
    {
        Assert.Equal("succeeded", await AskAsync(cluster, Apply(request)));
        await AskAsync(cluster, "select history.seal()");
        Assert.Equal(Deals.ToString(CultureInfo.InvariantCulture), await AskAsync(cluster, "select count(*) from agency.deals"));
    }

    static Task<string> ImageAsync(PrivatePostgres cluster) => AskAsync(cluster, "select md5(string_agg(to_jsonb(d)::text, '' order by id)) from agency.deals d");

    static async Task<string> AskAsync(PrivatePostgres cluster, string sql) => await TemporaryHome.AskAsync(cluster, sql, FirstStart.Name) ?? "";

    /// <summary>Whether it was done before the server died.</summary>
    static async Task<bool> EndAsync(Task work)
    {
        try
        {
            await work;
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or StartUpException)
        {
            return false;
        }
    }

    /// <summary>The postmaster first, so that nobody is there to clean up, and every backend with it.</summary>
    static void KillAll(PrivatePostgres cluster)
    {
        var postmaster = TemporaryHome.PostmasterOf(cluster);
        var children = File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture)).ToList();
        // All at once: while one waits for the postmaster to be gone, a backend would finish.
        foreach (var process in children.Prepend(postmaster))
            TryKill(process);
        SpinWait.SpinUntil(() => IsOver(postmaster));
    }

    static bool IsOver(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    static void TryKill(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself meanwhile.
        }
    }

    const string Arrange = $"""
        insert into agency.people (id, display_name) values ('{Ann}', 'Ann'), ('{Cal}', 'Cal'), ('{Dot}', 'Dot'), ('{Eve}', 'Eve');
        insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Ann}', 'admin'), (gen_random_uuid(), '{Cal}', 'approver'), (gen_random_uuid(), '{Dot}', 'approver'), (gen_random_uuid(), '{Eve}', 'approver');
        insert into guard.sessions (id, person_id, method, authenticated_at, ends_at) select v.id, v.id, 'server', now() + interval '1 hour', now() + interval '1 hour' from (values ('{Cal}'::uuid), ('{Dot}')) v (id);
        insert into agency.talents (id, stage_name) values (md5('t')::uuid, 'Aria');
        insert into agency.deals (id, title, talent_id, gross_minor) select md5('d' || n)::uuid, 'Deal ' || n, md5('t')::uuid, n from generate_series(1, 4000) n
        """;
}
