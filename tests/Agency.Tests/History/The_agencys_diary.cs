using System.Runtime.CompilerServices;
using Agency.Approvals;
using Agency.Data;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

public sealed class The_agencys_diary : AgencyTest
{
    protected override Task ArrangeAsync() => Task.CompletedTask;

    [Fact]
    public void Has_an_entry_for_every_event_and_every_operation_of_its_own()
    {
        var types = typeof(AgencyStore).Assembly.GetTypes().Where(t => !t.IsAbstract).ToList();
        var events = types.Where(t => t.IsSubclassOf(typeof(BusinessEvent))).Select(Intent).ToList();
        var operations = types.Where(t => t.IsSubclassOf(typeof(Operation))).Select(t => ((Operation)RuntimeHelpers.GetUninitializedObject(t)).Intent).ToList();

        Assert.Equal(events.Count, events.Distinct().Count());
        Assert.Empty(events.Intersect(operations));
        Assert.Empty(events.Concat(operations).Except(Diary.Intents));
        Assert.All(Diary.Intents, i => Assert.Matches(@"^[a-z_]+\.[a-z_]+$", i));
    }

    [Fact]
    public async Task Tells_what_was_done_and_to_whom()
    {
        var aria = await Agency.AddTalentAsync("Aria");
        var deal = await Agency.AddDealAsync(aria, "Summer campaign");
        await Agency.AddDealAsync(aria, "Winter campaign");
        var deals = Agency.As<DealService>(Bea);
        var form = (await deals.FormAsync(deal))!;
        Done(await deals.EditAsync(deal, form with { Gross = 5 }));
        var (request, hash) = await Agency.RequestAsync(new RemoveTalent(aria));
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(request, hash));
        await Database.AskAsync("update agency.companies set website = website; update agency.people set status = status");
        var (undo, undoHash) = await Agency.RequestAsync(new UndoRequest(request));
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(undo, undoHash));

        Assert.Equal(
        [
            "Ann undid: Move Aria and 2 deals to the trash", "agency_app changed 4 rows of people by SQL", "Ann moved Aria and 2 deals to the trash",
            "Bea edited Summer campaign", "Ann added Winter campaign", "Ann added Summer campaign", "Ann added Aria",
        ], (await LogAsync(new LogQuery())).Take(7).Select(c => c.Sentence));
    }

    [Fact]
    public async Task Says_the_same_of_a_commit_before_and_after_it_is_sealed()
    {
        var aria = await Agency.AddTalentAsync("Aria");
        var before = (await LogAsync(new LogQuery(Table: "agency.talents")))[0];

        await Eventually.TrueAsync(async () =>
        {
            await Database.AskAsync("select history.seal()");
            return await Database.AskAsync<bool>($"select exists (select from history.sealed where commit_id = {before.Id})");
        }, "a seal");

        var after = (await LogAsync(new LogQuery(Table: "agency.talents")))[0];
        Assert.False(before.Sealed);
        Assert.Equal((before with { Tables = [], ApprovedBy = [], Sealed = true }), after with { Tables = [], ApprovedBy = [] });
        Assert.Equal((1, "agency.talents"), (after.Changes, after.Tables.Single()));
        Assert.Equal(before.Tables, after.Tables);
        Assert.True(after.CommittedAt >= after.At);
        Assert.Equivalent(after, await Agency.As<HistoryService>(Max).CommitAsync(after.Id));
        Assert.Equal(aria, Guid.Parse((await Agency.As<HistoryService>(Max).ChangesAsync(after.Id)).Changes.Single().RowId!));
    }

    [Fact]
    public async Task Names_the_people_who_wrote_in_it_and_the_tables_it_is_about()
    {
        await Agency.AddTalentAsync("Aria");
        var history = Agency.As<HistoryService>(Max);

        Assert.Equal([new Choice(Ann, "Ann")], await history.PeopleAsync());
        Assert.Contains("agency.deals", await history.TablesAsync());
    }

    async Task<IReadOnlyList<CommitRow>> LogAsync(LogQuery query) => (await Agency.As<HistoryService>(Max).LogAsync(query)).Rows;

    static string Intent(Type type)
    {
        var constructor = type.GetConstructors().Single(c => c.GetParameters() is not [var only] || only.ParameterType != type);
        return ((BusinessEvent)constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)])).Intent;
    }
}
