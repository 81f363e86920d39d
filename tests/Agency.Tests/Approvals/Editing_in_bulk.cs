using System.Text.Json;
using Agency.Approvals;

namespace Agency.Tests.Approvals;

public sealed class Editing_in_bulk : RemovalAgency
{
    [Fact]
    public async Task Changes_every_row_that_matches_in_one_commit_and_can_be_undone()
    {
        var before = await Database.ImageAsync();

        var edited = await AppliedAsync(new BulkEdit("agency.deals", Json("""{"commission_bps": 1500, "notes": "New rate"}"""), Match: Json("""{"stage": "negotiating"}""")));

        Assert.Equal(3L, await Database.AskAsync<long>("select count(*) from agency.deals where commission_bps = 1500 and notes = 'New rate' and updated_at > created_at"));
        Assert.Equal(1L, await Database.AskAsync<long>("select count(*) from history.commits where intent = 'rows.edited'"));
        await AppliedAsync(new UndoRequest(edited));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Gives_each_row_its_own_change()
    {
        var draft = await PlanAsync(new EditRows("agency.talents", new Dictionary<string, JsonElement> { [$"{Aria}"] = Json("""{"bio": "First"}"""), [$"{Bo}"] = Json("""{"tier": "A", "bio": null}""") }));
        Assert.Equal([("agency.talents", "update", 2)], draft.Impact.Tables.Select(t => (t.Table, t.Verb, t.Rows)));

        await AppliedAsync(new EditRows("agency.talents", new Dictionary<string, JsonElement> { [$"{Aria}"] = Json("""{"bio": "First"}"""), [$"{Bo}"] = Json("""{"tier": "A", "bio": null}""") }));

        Assert.Equal("Aria First -, Bo - A", await Database.AskAsync<string>("select string_agg(concat_ws(' ', stage_name, coalesce(bio, '-'), coalesce(tier, '-')), ', ' order by stage_name) from agency.talents"));
    }

    [Fact]
    public async Task Is_refused_row_by_row_where_a_value_is_taken_or_a_row_or_its_parent_is_gone()
    {
        Assert.Equal(["agency.talents Aria cannot have its stage name: another row has it"], await BlockersAsync(new BulkEdit("agency.talents", Json("""{"stage_name": "BO"}"""), [$"{Aria}"])));
        Assert.Equal([$"agency.talents {Summer} is gone, or in the trash"], await BlockersAsync(new BulkEdit("agency.talents", Json("""{"bio": "x"}"""), [$"{Summer}"])));
        Assert.Equal(["agency.deals Summer campaign lost its talent, which is gone"], await BlockersAsync(new BulkEdit("agency.deals", Json($$"""{"talent_id": "{{Summer}}"}"""), [$"{Summer}"])));
    }

    [Fact]
    public async Task Cannot_move_to_the_trash_or_name_a_column_that_is_not_there()
    {
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("agency.deals", Json("""{"deleted_at": "2026-01-01"}"""))));
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("agency.deals", Json("""{"colour": "red"}"""))));
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("history.commits", Json("""{"reason": "none"}"""))));
    }

    [Fact]
    public async Task Shows_a_row_that_another_request_waits_on()
    {
        await RequestAsync();
        var draft = await PlanAsync(new BulkEdit("agency.talents", Json("""{"bio": "x"}"""), [$"{Aria}"]));
        Assert.Equal("is waiting in another request", Assert.Single(draft.Impact.Blockers).Because);
        Refused("AG008", await As(TestAgency.Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "Please."));
    }

    static JsonElement Json(string json) => JsonElement.Parse(json);
}
