using Agency.FirstSteps;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.FirstSteps;

public sealed class The_first_steps : AgencyTest
{
    protected override Task ArrangeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Are_read_from_the_agency_where_it_can_be_known_and_go_once_all_are_done()
    {
        Assert.Equal([FirstStep.Approver], await DoneAsync());

        await Agency.AddTalentAsync("Aria");
        Done(await Agency.As<FirstStepsService>(Ann).SeenAsync(FirstStep.Policies));
        Done(await Agency.As<FirstStepsService>(Ann).SeenAsync(FirstStep.Policies));

        Assert.Equal([FirstStep.Approver, FirstStep.Talents, FirstStep.Policies, FirstStep.Provider], await DoneAsync(hasProvider: true));
        Assert.DoesNotContain(await Agency.As<FirstStepsService>(Bea).ListAsync(false), s => s is { Kind: FirstStep.Policies, IsDone: true });
    }

    [Fact]
    public async Task Are_hidden_for_whoever_hides_them_alone()
    {
        Done(await Agency.As<FirstStepsService>(Ann).HideAsync());

        Assert.Empty(await Agency.As<FirstStepsService>(Ann).ListAsync(false));
        Assert.Equal(7, (await Agency.As<FirstStepsService>(Bea).ListAsync(false)).Count);
    }

    async Task<IEnumerable<FirstStep>> DoneAsync(bool hasProvider = false) => (await Agency.As<FirstStepsService>(Ann).ListAsync(hasProvider)).Where(s => s.IsDone).Select(s => s.Kind);
}
