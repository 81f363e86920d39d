using Agency.Data;
using Agency.People;
using Agency.Tests.Data;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Inviting_somebody : PeopleAgency
{
    static readonly PersonForm s_form = new() { Name = "Vera Lind", Emails = "vera@agency.example, v.lind@agency.example" };

    [Fact]
    public async Task Makes_a_person_who_is_active_from_their_first_sign_in()
    {
        var id = Done(await People(Ann).InviteAsync(s_form));
        Assert.Null(await People(null).FindAsync(id));

        Assert.True(await People(null).ActivateAsync(id));
        Assert.False(await People(null).ActivateAsync(id));

        Assert.Equal("Vera Lind", (await People(null).FindAsync(id))!.Name);
        Assert.Equal("Vera Lind person.activated", await Database.AskAsync("select actor_name || ' ' || intent from history.commits order by id desc limit 1"));
    }

    [Fact]
    public Task Is_for_admins() => Agency.AreForAdminsAsync(person => People(person).InviteAsync(s_form));

    [Fact]
    public async Task Does_not_activate_whoever_was_deactivated()
    {
        await Database.AskAsync($"update agency.people set status = 'deactivated' where id = '{Max}'");

        Assert.False(await People(null).ActivateAsync(Max));
    }

    [Fact]
    public async Task Is_refused_for_an_e_mail_that_somebody_has_or_that_is_none()
    {
        Done(await People(Ann).InviteAsync(s_form));

        Assert.Equal(("Vera Lind has one of these e-mails.", "Emails"), Refusal(await People(Ann).InviteAsync(new() { Name = "Another", Emails = "V.Lind@agency.example" })));
        Assert.Equal(("vera at home is not an e-mail address.", "Emails"), Refusal(await People(Ann).InviteAsync(new() { Name = "Another", Emails = "vera at home" })));
        Assert.Equal(("A person needs a name.", "Name"), Refusal(await People(Ann).InviteAsync(new() { Emails = "x@agency.example" })));
    }

    [Fact]
    public async Task Shows_them_in_the_list_which_is_searched_by_name_and_e_mail()
    {
        var id = Done(await People(Ann).InviteAsync(s_form));

        var all = await People(Max).ListAsync(new PageQuery());
        Assert.Equal(["Ann", "Bea", "Cal", "Max", "Vera Lind"], all.Rows.Select(r => r.Name));
        Assert.Equal([Role.Admin, Role.Approver], all.Rows[1].Roles.Select(r => r.Role));
        Assert.Equal(id, (await People(Max).ListAsync(new PageQuery(Search: "v.LIND@"))).Rows.Single().Id);
        Assert.Equal(id, (await People(Max).ListAsync(new PageQuery(State: "invited"))).Rows.Single().Id);
        var first = await People(Max).ListAsync(new PageQuery(Size: 2));
        Assert.Equal(["Cal", "Max"], (await People(Max).ListAsync(new PageQuery(Size: 2, Cursor: first.Next))).Rows.Select(r => r.Name));
    }

    static (string, string?) Refusal(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome) switch { var refused => (refused.Because, refused.Field) };
}
