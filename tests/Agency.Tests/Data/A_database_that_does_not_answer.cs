using System.Reflection;
using Agency.Approvals;
using Agency.Data;
using Agency.Import;
using Agency.People;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;

namespace Agency.Tests.Data;

public sealed class A_database_that_does_not_answer
{
    [Fact]
    public async Task Refuses_every_command_in_a_sentence_so_that_nothing_that_was_typed_is_lost()
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<CurrentPerson, Somebody>()
            .AddAgency("Host=127.0.0.1;Port=1;Username=agency_app;Database=agency").BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        List<string> broken = [], refused = [];

        foreach (var command in typeof(TalentService).Assembly.GetExportedTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(m => m.ReturnType == typeof(Task<Outcome>)))
        {
            var asked = (Task<Outcome>)command.Invoke(scope.ServiceProvider.GetRequiredService(command.DeclaringType!), [.. command.GetParameters().Select(p => Something(p.ParameterType))])!;
            if (await Xunit.Record.ExceptionAsync(() => asked) is { } e)
                broken.Add($"{command.DeclaringType!.Name}.{command.Name}: {e.Message}");
            else
                refused.Add(Assert.IsType<Outcome.Refused>(await asked).Because);
        }

        Assert.Empty(broken);
        Assert.InRange(refused.Count, 80, 200);
        // The others refuse what was made up before they ask the database.
        Assert.InRange(refused.Count(because => because.StartsWith("The database does not answer.", StringComparison.Ordinal)), refused.Count - 12, refused.Count);
    }

    static object? Something(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        _ when type == typeof(Operation) => new UndoRequest(Guid.Empty),
        _ when type == typeof(CsvList) => CsvImport.Find("talents"),
        _ when type == typeof(Stream) => Stream.Null,
        { IsValueType: true } => Activator.CreateInstance(type),
        { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
        { IsGenericType: true, IsInterface: true } => Array.CreateInstance(type.GenericTypeArguments[0], 0),
        _ => type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).First(c => c.GetParameters().All(p => p.ParameterType != type)) is var make ? make.Invoke([.. make.GetParameters().Select(p => Something(p.ParameterType))]) : null,
    };

    sealed class Somebody : CurrentPerson
    {
        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(TestAgency.Ann);
    }
}
