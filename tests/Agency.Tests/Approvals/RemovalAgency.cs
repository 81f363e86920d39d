using Agency.Approvals;
using Agency.Talents;
using Npgsql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

/// <summary>An agency with two talents: Aria with two deals, a commission and a payout, and Bo with one deal.</summary>
public abstract class RemovalAgency : AgencyTest
{
    protected Guid Aria { get; private set; }
    protected Guid Bo { get; private set; }
    protected Guid Summer { get; private set; }

    protected override async Task ArrangeAsync()
    {
        Aria = await Agency.AddTalentAsync("Aria");
        Summer = await Agency.AddDealAsync(Aria, "Summer campaign");
        await Agency.AddDealAsync(Aria, "Winter campaign");
        Bo = await Agency.AddTalentAsync("Bo");
        await Agency.AddDealAsync(Bo, "Spring campaign");
        await Database.AskAsync($"""
            insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency) values (gen_random_uuid(), '{Summer}', 2000, 100000, 20000, 'GBP');
            insert into agency.payouts (id, talent_id, deal_id, amount_minor, currency) values (gen_random_uuid(), '{Aria}', '{Summer}', 80000, 'GBP')
            """);
    }

    private protected ApprovalService As(Guid person) => Agency.As<ApprovalService>(person);

    protected Task<(Guid Id, string Hash)> RequestAsync() => Agency.RequestAsync(new RemoveTalent(Aria));

    /// <summary>A request that Cal has approved and nobody has applied yet.</summary>
    protected async Task<Guid> ApprovedAsync()
    {
        var (id, hash) = await RequestAsync();
        Assert.Equal("approved", await VoteAsync(id, Cal, hash));
        return id;
    }

    /// <summary>Ann's draft for the operation, as the page shows it.</summary>
    protected async Task<RequestPage> PlanAsync(Operation operation) => (await PageAsync(Done(await As(Ann).PlanAsync(operation))))!;

    /// <summary>Ann asks, Cal approves (and Bea, where two are needed), it is applied; answers the request.</summary>
    protected async Task<Guid> AppliedAsync(Operation operation)
    {
        var (id, hash) = await Agency.RequestAsync(operation);
        var card = (await PageAsync(id))!.Card;
        foreach (var approver in new[] { Cal, Bea }.Take(card.Quorum))
            Done(await As(approver).ApproveAsync(id, new Approval(hash, Rows: card.RowCount)));
        Assert.Equal((RequestState.Succeeded, null), (await StateAsync(id), (await PageAsync(id))!.StaleBecause));
        return id;
    }

    /// <summary>Plans it and answers what stands in the way; and that it cannot be submitted.</summary>
    protected async Task<string[]> BlockersAsync(Operation operation)
    {
        var draft = await PlanAsync(operation);
        Refused("AG009", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "Please."));
        return [.. draft.Impact.Blockers.Select(b => $"{b.Table} {b.Label} {b.Because}").Order(StringComparer.Ordinal)];
    }

    protected Task<RequestPage?> PageAsync(Guid id) => Agency.As<Inbox>(Ann).GetAsync(id);

    protected async Task<RequestState> StateAsync(Guid id) => (await PageAsync(id))!.Card.State;

    protected Task<string> VoteAsync(Guid id, Guid person, string hash) => Database.AskAsync<string>($"select guard.vote('{id}', '{person}', 'approve', '{hash}')", Sql.App);

    protected Task<string> ApplyAsync(Guid id) => Database.AskAsync<string>(Apply(id), Sql.App);

    protected static string Apply(Guid id) => $"select guard.apply('{id}', '{Cal}')";

    protected Task<long> LiveAsync(string table) => Database.AskAsync<long>($"select count(*) from agency.{table} where deleted_at is null");

    protected Task<long> ClaimsAsync() => Database.AskAsync<long>("select count(*) from guard.claims");

    protected static void Refused(string sqlState, Outcome outcome) => Assert.Equal(sqlState, Assert.IsType<Outcome.Refused>(outcome).SqlState);

    /// <summary>A session of the app with an open transaction in which the statement has run.</summary>
    protected async Task<NpgsqlConnection> InTransactionAsync(string statement)
    {
        var connection = await Database.ConnectAsync();
        await connection.RunSqlAsync("begin; " + statement);
        return connection;
    }
}
