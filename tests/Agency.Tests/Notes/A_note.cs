using Agency.Alerts;
using Agency.Notes;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Notes;

public sealed class A_note : AgencyTest
{
    About _aria = null!;

    protected override async Task ArrangeAsync() => _aria = new(RecordKind.Talent, await Agency.AddTalentAsync("Aria"));

    [Fact]
    public async Task Tells_whoever_it_mentions_and_nobody_else()
    {
        Done(await Agency.As<NoteService>(Max).AddAsync(_aria, "Ask @Bea about the fee.", [Bea, Max]));
        await Database.AskAsync("select console.fan_out('{}', 100)");

        var told = Assert.Single(await Agency.As<NotificationCentre>(Bea).ListAsync("note.mentioned"));
        Assert.Equal(("note.mentioned", "Max mentions you on Aria", $"/talents/{_aria.Id}?tab=notes"), (told.Event, told.Text.Title, told.Text.Path));
        Assert.Equal(["“Ask @Bea about the fee.”"], told.Text.Lines);
        Assert.Empty(await Agency.As<NotificationCentre>(Max).ListAsync("note.mentioned"));
        Assert.Empty(await Agency.As<NotificationCentre>(Ann).ListAsync("note.mentioned"));
    }

    [Fact]
    public async Task Is_changed_by_its_author_alone_and_written_by_whoever_has_a_role()
    {
        var id = Done(await Agency.As<NoteService>(Max).AddAsync(_aria, "First.", []));
        Assert.IsType<Outcome.Refused>(await Agency.As<NoteService>(Ann).EditAsync(id, "Hers."));
        Done(await Agency.As<NoteService>(Max).EditAsync(id, "Second."));
        var note = Assert.Single(await Agency.As<NoteService>(Max).OfAsync(_aria));
        Assert.Equal(("Max", "Second.", true, true), (note.Author, note.Body, note.IsChanged, note.IsMine));
        await Database.ChangeGuardedAsync($"update agency.role_grants set valid_until = now() where person_id = '{Max}'");
        Assert.IsType<Outcome.Refused>(await Agency.As<NoteService>(Max).AddAsync(_aria, "Third.", []));
        Assert.IsType<Outcome.Refused>(await Agency.As<NoteService>(Ann).AddAsync(_aria, " ", []));
    }
}
