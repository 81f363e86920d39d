using Agency.Lists;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Lists;

public sealed class Views_of_a_list : AgencyTest
{
    protected override Task ArrangeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Are_ones_own_or_shared_with_a_role_or_everyone()
    {
        var ann = Agency.As<ViewService>(Ann);
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "Mine alone", Query = "f=stage~live" }));
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "For managers", Query = "sort=-gross", Audience = "manager" }));
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "For all", Query = "q=reel", Audience = "everyone", Opens = true }));

        Assert.Equal(["Mine alone", "For all", "For managers"], await NamesAsync(Ann));
        Assert.Equal(["For all", "For managers"], await NamesAsync(Max));
        Assert.Equal(["For all"], await NamesAsync(Cal));
        Assert.Empty(await Agency.As<ViewService>(Max).ListAsync("talents"));
    }

    [Fact]
    public async Task Are_shared_and_changed_for_others_by_admins_alone()
    {
        var shared = Done(await Agency.As<ViewService>(Ann).SaveAsync("deals", new ViewForm { Name = "For all", Audience = "everyone" }));
        var max = Agency.As<ViewService>(Max);

        Assert.IsType<Outcome.Refused>(await max.SaveAsync("deals", new ViewForm { Name = "Mine for all", Audience = "everyone" }));
        Assert.IsType<Outcome.Refused>(await max.SaveAsync("deals", new ViewForm { Id = shared, Name = "Taken over", Audience = "everyone" }));
        Assert.IsType<Outcome.Refused>(await max.RemoveAsync(shared));
        Done(await max.SaveAsync("deals", new ViewForm { Name = "My own" }));
        Done(await Agency.As<ViewService>(Bea).RemoveAsync(shared));

        Assert.Equal(["My own"], await NamesAsync(Max));
    }

    [Fact]
    public async Task Leave_each_person_their_own_columns()
    {
        var settings = new ListSettings([new("title", 320), new("gross")], Compact: true);
        Done(await Agency.As<ViewService>(Max).KeepAsync("deals", settings));

        var kept = await Agency.As<ViewService>(Max).SettingsAsync("deals");
        Assert.Equal((true, 320, "title gross"), (kept.Compact, kept.Width("title"), string.Join(' ', kept.Columns.Select(c => c.Name))));
        Assert.Empty((await Agency.As<ViewService>(Ann).SettingsAsync("deals")).Columns);
    }

    async Task<IEnumerable<string>> NamesAsync(Guid person) => (await Agency.As<ViewService>(person).ListAsync("deals")).Select(v => v.Name);
}
