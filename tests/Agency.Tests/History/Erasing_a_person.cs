using Agency.Approvals;
using Agency.People;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

public sealed class Erasing_a_person : SealedAgency
{
    /// <summary>Everything in the tables, history and guard, as text.</summary>
    const string Dump = """
        select string_agg((xpath('//c/text()', query_to_xml(format('select string_agg(t::text, E''\n'') as c from %s t', c.oid::regclass), true, false, '')))[1]::text, E'\n')
          from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text in ('agency', 'history', 'guard')
        """;

    [Fact]
    public async Task Takes_the_values_out_everywhere_and_history_still_verifies()
    {
        var zoltan = new Guid("0197f000-0000-7000-8000-0000000000aa");
        await Database.AskAsync($"""
            insert into agency.people (id, display_name, emails) values ('{zoltan}', 'Zoltan Quist', array['zoltan@quist.example']);
            update agency.people set display_name = 'Zoltan Q. Quist' where id = '{zoltan}';
            insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject) values (gen_random_uuid(), '{zoltan}', 'https://id.example', 'subject-zq-1');
            insert into agency.talents (id, person_id, stage_name, legal_name) values ('0197f000-0000-7000-8000-0000000000ab', '{zoltan}', 'Quistling', 'Zoltan Quist')
            """, Superuser);
        await Database.AskAsync($"select set_config('history.actor_name', 'Zoltan Quist', true), set_config('history.actor_id', '{zoltan}', true), set_config('history.reason', 'Asked by Zoltan Quist', true); update agency.deals set notes = 'x'", Superuser);
        await SealAllAsync();
        await Database.AskAsync("update agency.talents set bio = 'Born in Quistville' where stage_name = 'Quistling'", Superuser);
        Assert.Contains("Quist", await DumpAsync());

        await EraseAsync(new ErasePerson(zoltan));

        var dump = await DumpAsync();
        foreach (var value in new[] { "Zoltan", "Quist", "zoltan", "subject-zq-1", "Quistling", "Quistville" })
            Assert.DoesNotContain(value, dump);
        Assert.Contains("Aria Montez", dump);
        Assert.DoesNotContain((await VerifyAsync(withFile: true)).Findings, f => f.Tampered);
        await SealAllAsync();
        Assert.Empty((await VerifyAsync(withFile: true)).Findings);

        await TamperAsync("""update history.changes set image = jsonb_set(image, '{legal_name}', '"Nobody"') where seq = (select max(c.seq) from history.changes c where c.image ->> 'legal_name' = 'Aria Montez')""");
        Assert.Contains((await VerifyAsync()).Findings, f => f.What == "A personal value of this change is not as it was sealed");
    }

    [Theory]
    [InlineData("""update history.changes set image = jsonb_set(image, '{legal_name}', '"Nobody"') where image ->> 'stage_name' like '(erased)%' and action = 'I'""", "This change was emptied, not by an erasure; or filled after one")]
    [InlineData("update history.sealed set salt = null", "The actor, detail or reason of this commit was emptied")]
    [InlineData("update history.erased set digest = '\\x00'", "What this erasure left is not what it says")]
    [InlineData("delete from history.erased", "This change was emptied, not by an erasure; or filled after one")]
    public async Task Lets_nobody_write_into_the_emptied_place_unseen(string tampering, string what)
    {
        await EraseAsync(new EraseTalent(Aria));
        await SealAllAsync();
        Assert.Null((await VerifyAsync()).First);

        await TamperAsync(tampering);

        Assert.Contains((await VerifyAsync()).Findings, f => f.Tampered && f.What.StartsWith(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Opens_history_to_no_other_request()
    {
        Assert.Equal("AG001", await Database.RefusalAsync("update history.changes set image = '{}'", Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync($"""
            insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, reason, state, submitted_at)
              values ('{Max}', 'deal.removed', '', '[]', '[]', 0, '', '{Ann}', 'x', 'executing', now());
            insert into guard.applying values (pg_current_xact_id(), '{Max}');
            update history.changes set image = '[]'
            """, Superuser));
        Assert.Equal("42501", await Database.RefusalAsync("select history.erase(null)"));
    }

    [Fact]
    public async Task Is_blocked_for_a_talent_under_legal_hold()
    {
        await Database.AskAsync("update agency.talents set legal_hold = true", Superuser);

        var id = Done(await Agency.As<ApprovalService>(Ann).PlanAsync(new EraseTalent(Aria)));

        var page = await Agency.As<Inbox>(Ann).GetAsync(id);
        Assert.IsType<Outcome.Refused>(await Agency.As<ApprovalService>(Ann).SubmitAsync(id, page!.PlanHash, "They asked for it."));
    }

    async Task EraseAsync(Operation operation)
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var (id, hash) = await Agency.RequestAsync(operation);
        Done(await Agency.As<ApprovalService>(Bea).CommentAsync(id, "I knew Zoltan Quist."));
        Done(await Agency.As<ApprovalService>(Bea).ApproveAsync(id, hash));
        var outcome = await Agency.As<ApprovalService>(Cal).ApproveAsync(id, hash);
        Assert.Equal("succeeded", await Database.AskAsync<string>($"select state || coalesce((select ': ' || max(a.detail) from guard.attempts a where a.request_id = r.id and a.sqlstate is not null), '') from guard.requests r where id = '{id}'"));
        Assert.IsType<Outcome.Done>(outcome);
    }

    async Task<string> DumpAsync() => await Database.AskAsync<string>(Dump);
}
