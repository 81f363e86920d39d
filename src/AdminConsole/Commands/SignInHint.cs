using Agency.People;

namespace AdminConsole.Commands;

/// <summary>Tells whoever has just started the console as whom they can sign in.</summary>
static class SignInHint
{
    public static async Task WriteAsync(TextWriter output, IServiceProvider services, CancellationToken ct)
    {
        if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            return;
        await using var scope = services.CreateAsyncScope();
        var people = await scope.ServiceProvider.GetRequiredService<PeopleService>().WithRolesAsync(ct);
        if (people.Count == 0)
            return;
        await output.WriteLineAsync("Sign in as:");
        foreach (var person in people)
            await output.WriteLineAsync($"  {person.Name,-20} {string.Join(", ", person.Roles.Select(role => role.ToString().ToLowerInvariant()))}");
    }
}
