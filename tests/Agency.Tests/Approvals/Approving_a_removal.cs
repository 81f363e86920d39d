using Agency.Approvals;
using Agency.Deals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Approving_a_removal : IAsyncLifetime
{
    TestAgency _agency = null!;
    Guid _aria;

    public async Task InitializeAsync()
    {
        _agency = await OpenAsync();
        _aria = await _agency.AddTalentAsync("Aria");
        await _agency.AddDealAsync(_aria, "Summer campaign");
        await _agency.AddDealAsync(_aria, "Winter campaign");
    }

    public async Task DisposeAsync() => await _agency.DisposeAsync();

    [Fact]
    public async Task Moves_the_talent_with_all_that_belongs_to_it_to_the_trash()
    {
        var (id, hash) = await _agency.RequestAsync(new RemoveTalent(_aria));

        Done(await _agency.As<ApprovalService>(Cal).ApproveAsync(id, hash));

        Assert.Empty((await _agency.As<TalentService>(Ann).ListAsync(new())).Rows);
        Assert.Empty((await _agency.As<DealService>(Ann).ListAsync(new())).Rows);
        Assert.NotNull((await _agency.As<TalentService>(Ann).GetAsync(_aria))!.DeletedAt);
    }
}
