using System.Net;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Agency.Tests.History;

public sealed class Digests_outside_the_database : SealedAgency
{
    /// <summary>History as it never was, with a chain that fits it.</summary>
    const string Rewritten = """
        update history.commits set intent = 'nothing.happened' where id = (select min(id) from history.commits);
        update history.sealed s set digest = history.commit_digest(c, s.committed_at, s.personal, coalesce(
            (select string_agg(history.change_digest(d, p.columns, p.digest), '' order by d.seq) from history.changes d left join history.personal p on p.seq = d.seq where d.commit_id = c.id), ''))
          from history.commits c where c.id = s.commit_id;
        do $$ declare i bigint; begin
          for i in select id from history.blocks order by id loop
            update history.blocks b set root = (select sha256(string_agg(s.digest, '' order by s.commit_id)) from history.sealed s where s.block_id = b.id),
                   previous = (select x.digest from history.blocks x where x.id = b.id - 1) where b.id = i;
            update history.blocks b set digest = history.block_digest(b) where b.id = i;
          end loop;
        end $$;
        """;

    [Fact]
    public async Task Show_that_the_whole_chain_was_rewritten()
    {
        await TamperAsync(Rewritten);

        Assert.Empty((await VerifyAsync()).Findings);
        var first = (await VerifyAsync(withFile: true)).First;
        Assert.Equal((1, "This block is not the one whose digest left the database: history was rewritten"), (first!.Block!.Value, first.What));
    }

    [Fact]
    public async Task Show_that_the_newest_block_was_cut_off()
    {
        await TamperAsync("""
            create temp table cut as select max(id) as id from history.blocks;
            delete from agency.talents;
            delete from history.changes where commit_id in (select commit_id from history.sealed where block_id = (select id from cut));
            delete from history.commits where id in (select commit_id from history.sealed where block_id = (select id from cut));
            delete from history.touched where commit_id in (select commit_id from history.sealed where block_id = (select id from cut));
            delete from history.personal p where not exists (select from history.changes c where c.seq = p.seq);
            delete from history.sealed where block_id = (select id from cut);
            delete from history.blocks where id = (select id from cut)
            """);

        Assert.Contains((await VerifyAsync(withFile: true)).Findings, f => f.Tampered && f.What.StartsWith("The newest blocks were cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_written_once_each_and_in_order_whoever_seals()
    {
        await Agency.AddTalentAsync("Bo");
        await SealAllAsync();
        await SealAllAsync();

        var lines = await System.IO.File.ReadAllLinesAsync(File);
        Assert.Equal(Enumerable.Range(1, (int)await Database.AskAsync<long>("select max(id) from history.blocks")), lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("block").GetInt32()));
    }

    [Fact]
    public async Task Are_called_missing_where_the_file_lost_some_or_was_cut_off()
    {
        var lines = await System.IO.File.ReadAllLinesAsync(File);
        await System.IO.File.WriteAllTextAsync(File, lines[0] + "\n" + lines[1][..20]);

        var report = await VerifyAsync(withFile: true);

        Assert.Null(report.First);
        Assert.Contains(report.Findings, f => f.What.Contains($"line 2 of {File} is cut off", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.What.StartsWith($"{lines.Length - 1} blocks have no digest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_said_to_be_of_another_database()
    {
        await System.IO.File.WriteAllTextAsync(File, (await System.IO.File.ReadAllTextAsync(File)).Replace("\"test_", "\"other_", StringComparison.Ordinal));

        Assert.Contains((await VerifyAsync(withFile: true)).Findings, f => f.What.Contains("knows nothing of this database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_not_appended_to_a_file_that_knows_another_chain()
    {
        await TamperAsync(Rewritten);
        await Agency.AddTalentAsync("Bo");
        var before = await System.IO.File.ReadAllTextAsync(File);
        using var sealing = NewSealing();

        await sealing.SealAsync(CancellationToken.None);

        Assert.Equal(before, await System.IO.File.ReadAllTextAsync(File));
        Assert.Contains("run ./console verify", (await sealing.CheckHealthAsync(new HealthCheckContext())).Description);
    }

    [Fact]
    public async Task Reach_the_webhook_in_order_after_it_failed_and_after_a_restart()
    {
        using var listener = Listen(out var address);
        List<string> taken = [];
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.OK, HttpStatusCode.InternalServerError]);
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                var answer = answers.TryDequeue(out var next) ? next : HttpStatusCode.OK;
                if (answer == HttpStatusCode.OK)
                    taken.Add(body);
                context.Response.StatusCode = (int)answer;
                context.Response.Close();
            }
        });
        using (var sealing = NewSealing(address))
        {
            await sealing.SealAsync(CancellationToken.None);
            Assert.Equal(HealthStatus.Degraded, (await sealing.CheckHealthAsync(new HealthCheckContext())).Status);
            Assert.Single(taken);
            await Agency.AddTalentAsync("Bo");
            await SealAllAsync();
        }

        using (var restarted = NewSealing(address))
        {
            await restarted.SealAsync(CancellationToken.None);
            Assert.Equal(HealthStatus.Healthy, (await restarted.CheckHealthAsync(new HealthCheckContext())).Status);
        }

        Assert.Equal(await System.IO.File.ReadAllLinesAsync(File), taken);
    }

    static HttpListener Listen(out string address)
    {
        var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        address = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/";
        socket.Stop();
        var listener = new HttpListener { Prefixes = { address } };
        listener.Start();
        return listener;
    }
}
