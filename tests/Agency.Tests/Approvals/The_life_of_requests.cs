using System.Globalization;
using System.Text.Json;
using Agency.Approvals;
using Agency.Recovery;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

/// <summary>Six people at once ask, approve, reject, retract, veto, withdraw, apply, undo, plan again and edit behind each other's backs, two thousand times and more; approvers come and go,
/// policies get stricter, clocks run out. After every step the invariants are looked at.</summary>
public sealed class The_life_of_requests(ITestOutputHelper output) : AgencyTest
{
    const int Seed = 20260111, Steps = 350, Talents = 10;

    static readonly Guid s_eve = new("0197f000-0000-7000-8000-00000000000f");
    static readonly string s_check = File.ReadAllText(Path.Combine(TestDatabase.Checkout, "tests", "Agency.Tests", "Approvals", "The_life_of_requests.sql"));

    readonly Dictionary<string, int> _done = new(StringComparer.Ordinal);

    protected override async Task ArrangeAsync()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await Agency.AddApproverAsync(s_eve, "Eve");
        await Database.AskAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Max}', 'admin')");
        for (var n = 0; n < Talents; n++)
            await Agency.AddDealAsync(await Agency.AddTalentAsync($"Talent {n}"), $"Deal {n}");
    }

    [Fact]
    public async Task Keeps_every_invariant_after_each_of_two_thousand_steps_of_six_people()
    {
        Guid[] people = [Ann, Bea, Cal, Dot, s_eve, Max];
        await Task.WhenAll(people.Select((person, n) => Task.Run(async () =>
        {
            var actor = new Person(Agency, person, new Random(Seed + n));
            for (var step = 0; step < Steps; step++)
            {
                var (what, request) = await actor.StepAsync();
                var broken = await Database.AskAsync<string>($"select coalesce(string_agg(b, E'\n'), '') from ({s_check.Replace("{0}", $"'{request}'::uuid", StringComparison.Ordinal)}) x (b)");
                Assert.True(broken.Length == 0, $"After {what}: {broken}");
                lock (_done)
                    _done[what] = _done.GetValueOrDefault(what) + 1;
            }
        })));
        output.WriteLine(string.Join('\n', _done.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Value,5} × {d.Key}")));
        Assert.True(_done.Values.Sum() >= 2000);
        foreach (var state in Enum.GetValues<RequestState>().Except([RequestState.Draft, RequestState.Executing, RequestState.Failed, RequestState.FailedFinal]))
            Assert.True(await Database.AskAsync<long>($"select count(*) from guard.attempts where to_state = '{state.ToString().ToLowerInvariant()}'") > 0, $"nothing was ever {state}");
    }

    sealed class Person(TestAgency agency, Guid me, Random random)
    {
        readonly ApprovalService _approvals = agency.As<ApprovalService>(me);
        readonly Inbox _inbox = agency.As<Inbox>(me);

        /// <summary>Does one thing; answers what, and to which request.</summary>
        public async Task<(string What, Guid Request)> StepAsync() => random.Next(100) switch
        {
            < 30 => await AskAsync(),
            < 58 => await OnAsync("approve", page => _approvals.ApproveAsync(page.Card.Id, new Approval(random.Next(20) == 0 ? "another" : page.PlanHash, Rows: page.Card.RowCount))),
            < 63 => await OnAsync("reject", page => _approvals.RejectAsync(page.Card.Id, page.PlanHash, "No.")),
            < 69 => await OnAsync("retract", page => _approvals.RetractAsync(page.Card.Id)),
            < 73 => await OnAsync("withdraw", page => _approvals.WithdrawAsync(page.Card.Id)),
            < 79 => await OnAsync("apply", page => _approvals.ApplyAsync(page.Card.Id)),
            < 82 => await OnAsync("comment", page => _approvals.CommentAsync(page.Card.Id, "Look.")),
            < 90 => await EditAsync(),
            < 93 => await RunOutAsync(),
            < 95 => await ComeAndGoAsync(),
            < 97 => await TightenAsync(),
            _ => await LookAsync(),
        };

        async Task<(string, Guid)> AskAsync()
        {
            var rows = await agency.Database.AskAsync<string>($"select id || ' ' || (deleted_at is not null) from agency.talents order by id offset {random.Next(Talents)} limit 1");
            var (talent, isInTrash) = (Guid.Parse(rows.Split(' ')[0]), rows.EndsWith("true", StringComparison.Ordinal));
            Operation operation = (isInTrash, random.Next(4)) switch
            {
                (true, _) => new RestoreFromTrash("agency.talents", talent, "a talent"),
                (_, 0) => new BulkEdit("agency.deals", JsonElement.Parse($$"""{"probability_bps": {{random.Next(1000)}} }"""), Match: JsonElement.Parse($$"""{"talent_id": "{{talent}}"}""")),
                (_, 1) when await SucceededAsync() is { } done => new UndoRequest(done),
                _ => new RemoveTalent(talent),
            };
            var terms = random.Next(8) switch
            {
                0 => new PlanTerms(Supersedes: await OverAsync()),
                1 or 2 => new PlanTerms(NotBefore: TimeProvider.System.GetUtcNow().AddHours(1)),
                _ => new PlanTerms(),
            };
            if (await _approvals.PlanAsync(operation, terms) is not Outcome.Done { Id: { } id } || await _inbox.GetAsync(id) is not { } draft)
                return ("ask: refused", Guid.Empty);
            return (Said("ask", await _approvals.SubmitAsync(id, draft.PlanHash, "Because.")), id);
        }

        async Task<(string, Guid)> OnAsync(string what, Func<RequestPage, Task<Outcome>> decide) =>
            await LiveAsync() is { } id && await _inbox.GetAsync(id) is { } page ? (Said(what, await decide(page)), id) : (what + ": nothing there", Guid.Empty);

        async Task<(string, Guid)> EditAsync()
        {
            await agency.Database.AskAsync($"update agency.talents set bio = '{random.Next(1000)}' where id = (select id from agency.talents where deleted_at is null order by random() limit 1)");
            return ("edit", Guid.Empty);
        }

        async Task<(string, Guid)> RunOutAsync()
        {
            if (!Guid.TryParse(await agency.Database.AskAsync<string>("select coalesce((select id::text from guard.requests where state in ('approved', 'failed') order by random() limit 1), '')"), out var id))
                return ("run out: nothing there", Guid.Empty);
            await agency.Database.ChangeGuardedAsync($"update guard.requests set execute_by = now() - interval '1 second' where id = '{id}' and state in ('approved', 'failed')");
            await agency.Services.GetRequiredService<RequestClock>().TickAsync(default);
            return ("run out", id);
        }

        async Task<(string, Guid)> ComeAndGoAsync()
        {
            await agency.Database.ChangeGuardedAsync($"update agency.role_grants set valid_until = case when valid_until is null then now() end where person_id = '{s_eve}' and role = 'approver' and valid_from < now()");
            return ("come and go", Guid.Empty);
        }

        async Task<(string, Guid)> TightenAsync()
        {
            await agency.Database.ChangeGuardedAsync($"update agency.policies set quorum = {1 + random.Next(2)} where operation = '*' and table_name is null");
            return ("policy", Guid.Empty);
        }

        async Task<(string, Guid)> LookAsync()
        {
            var commit = await agency.Database.AskAsync<long>("select max(id) from history.commits");
            await agency.Services.GetRequiredService<RequestClock>().LookAtAsync([.. Enumerable.Range(0, 10).Select(n => commit - n)], default);
            return ("look", Guid.Empty);
        }

        Task<Guid?> LiveAsync() => SomeAsync("state in ('pending', 'approved', 'failed')");

        Task<Guid?> OverAsync() => SomeAsync("state in ('rejected', 'stale', 'expired', 'withdrawn')");

        Task<Guid?> SucceededAsync() => SomeAsync("state = 'succeeded'");

        async Task<Guid?> SomeAsync(string where) =>
            await agency.Database.AskAsync($"select id from guard.requests where {where} order by md5(id::text || '{random.Next().ToString(CultureInfo.InvariantCulture)}') limit 1") as Guid?;

        static string Said(string what, Outcome outcome) => outcome switch
        {
            Outcome.Refused refused => $"{what}: {refused.SqlState}",
            Outcome.Done done => $"{what}: {done.Message.Split('.', ':')[0]}",
            _ => $"{what}: {outcome.GetType().Name}",
        };
    }
}
