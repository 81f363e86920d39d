using Agency.Data;
using Agency.People;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;

namespace Agency.Tests.Data;

public sealed class A_database_that_does_not_answer
{
    [Fact]
    public async Task Refuses_a_command_in_a_sentence_so_that_the_form_keeps_what_was_typed()
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<CurrentPerson, Somebody>()
            .AddAgency("Host=127.0.0.1;Port=1;Username=agency_app;Database=agency").BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();

        var outcome = await scope.ServiceProvider.GetRequiredService<TalentService>().AddAsync(new TalentForm { StageName = "Aria" });

        Assert.StartsWith("The database does not answer.", Assert.IsType<Outcome.Refused>(outcome).Because, StringComparison.Ordinal);
    }

    sealed class Somebody : CurrentPerson
    {
        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(TestAgency.Ann);
    }
}
