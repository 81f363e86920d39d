using System.Text.Json;
using Agency.Approvals;

namespace Agency.Tests.Approvals;

public sealed class Editing_in_bulk : RemovalAgency
{
    [Fact]
    public async Task Changes_every_row_that_matches_in_one_commit_and_can_be_undone()
    {
        var before = await Database.ImageAsync();

        var edited = await AppliedAsync(new BulkEdit("agency.deals", Json("""{"commission_bps": 1500, "probability_bps": 5000}"""), Match: Json("""{"stage": "negotiating"}""")));

        Assert.Equal(3L, await Database.AskAsync<long>("select count(*) from agency.deals where commission_bps = 1500 and probability_bps = 5000 and updated_at > created_at"));
        Assert.Equal(1L, await Database.AskAsync<long>("select count(*) from history.commits where intent = 'rows.edited'"));
        await AppliedAsync(new UndoRequest(edited));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Gives_each_row_its_own_change()
    {
        var draft = await PlanAsync(new EditRows("agency.talents", new Dictionary<string, JsonElement> { [$"{Aria}"] = Json("""{"country": "GB"}"""), [$"{Bo}"] = Json("""{"type": "actor", "country": null}""") }));
        Assert.Equal([("agency.talents", "update", 2)], draft.Impact.Tables.Select(t => (t.Table, t.Verb, t.Rows)));

        await AppliedAsync(new EditRows("agency.talents", new Dictionary<string, JsonElement> { [$"{Aria}"] = Json("""{"country": "GB"}"""), [$"{Bo}"] = Json("""{"type": "actor", "country": null}""") }));

        Assert.Equal("Aria GB creator, Bo - actor", await Database.AskAsync<string>("select string_agg(concat_ws(' ', stage_name, coalesce(country, '-'), type), ', ' order by stage_name) from agency.talents"));
    }

    [Fact]
    public async Task Is_refused_row_by_row_where_a_value_is_taken_or_a_row_or_its_parent_is_gone()
    {
        await Database.AskAsync($"insert into agency.companies (id, trade_name, kind) values ('{Guid.AllBitsSet}', 'Twice', 'brand'), (gen_random_uuid(), 'TWICE', 'production')");
        Assert.Equal(["agency.companies Twice cannot have its trade name and kind: another row has it"], await BlockersAsync(new BulkEdit("agency.companies", Json("""{"kind": "production"}"""), [$"{Guid.AllBitsSet}"])));
        Assert.Equal([$"agency.talents {Summer} is gone, or in the trash"], await BlockersAsync(new BulkEdit("agency.talents", Json("""{"country": "FR"}"""), [$"{Summer}"])));
        Assert.Equal(["agency.deals Summer campaign lost its owner person, which is gone"], await BlockersAsync(new BulkEdit("agency.deals", Json($$"""{"owner_person_id": "{{Summer}}"}"""), [$"{Summer}"])));
    }

    [Fact]
    public async Task Cannot_move_to_the_trash_or_name_a_column_that_is_not_there()
    {
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("agency.deals", Json("""{"deleted_at": "2026-01-01"}"""))));
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("agency.deals", Json("""{"colour": "red"}"""))));
        Refused("AG009", await As(TestAgency.Ann).PlanAsync(new BulkEdit("history.commits", Json("""{"reason": "none"}"""))));
    }

    [Theory]
    [InlineData("agency.deals", "stage", "\"completed\""), InlineData("agency.deals", "gross_minor", "1"), InlineData("agency.invoices", "status", "\"paid\""), InlineData("agency.payouts", "state", "\"sent\"")]
    [InlineData("agency.documents", "visibility", "\"normal\""), InlineData("agency.deliverables", "status", "\"live\""), InlineData("agency.bank_accounts", "iban", "\"GB00\"")]
    public async Task Changes_only_what_the_lists_offer_whoever_asks(string table, string column, string value)
    {
        var edit = new BulkEdit(table, Json($$"""{"{{column}}": {{value}} }"""));
        var rows = new EditRows(table, new Dictionary<string, JsonElement> { [$"{Summer}"] = edit.Patch });
        foreach (var operation in new Operation[] { edit, rows })
            Assert.StartsWith($"{column} of {table} is not changed in many rows at once.", Assert.IsType<Outcome.Refused>(await As(TestAgency.Ann).PlanAsync(operation)).Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_a_row_that_another_request_waits_on()
    {
        await RequestAsync();
        var draft = await PlanAsync(new BulkEdit("agency.talents", Json("""{"country": "FR"}"""), [$"{Aria}"]));
        Assert.Equal("is waiting in another request", Assert.Single(draft.Impact.Blockers).Because);
        Refused("AG008", await As(TestAgency.Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "Please."));
    }

    static JsonElement Json(string json) => JsonElement.Parse(json);
}
