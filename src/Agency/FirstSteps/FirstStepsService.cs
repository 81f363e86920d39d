using System.Text.Json;
using Agency.Alerts;
using Agency.People;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.FirstSteps;

/// <summary>What has to be seen to before an agency relies on its console.</summary>
public enum FirstStep { Approver, Talents, Policies, Mail, Provider, Glass, Backup }

/// <summary>One of the first steps. <paramref name="IsDone"/> is read from the agency itself; <paramref name="IsByHand"/>: the console cannot know, so a person says so.</summary>
public sealed record FirstStepRow(FirstStep Kind, bool IsDone, bool IsByHand);

/// <summary>The first steps of a new console, as far as they are taken.</summary>
public sealed class FirstStepsService
{
    const string Kept = "first_steps";

    readonly AgencyStore _store;
    readonly CurrentPerson _current;
    readonly bool _sendsMail;

    internal FirstStepsService(AgencyStore store, CurrentPerson current, MailAvailability mail) => (_store, _current, _sendsMail) = (store, current, mail.IsOn);

    /// <summary>Every step, in the order in which they matter; empty once all are done or the signed-in person has hidden them. <paramref name="hasProvider"/>: people sign in with an OpenID provider.</summary>
    public async Task<IReadOnlyList<FirstStepRow>> ListAsync(bool hasProvider, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var choices = await ChoicesAsync(db, ct);
        if (choices.Hidden)
            return [];
        var now = _store.Now;
        var approvers = await db.People.CountAsync(p => p.Status == PersonStatus.Active
            && p.RoleGrants.Any(g => g.Role == Role.Approver && g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)), ct);
        FirstStepRow[] steps =
        [
            new(FirstStep.Approver, approvers > 1, false),
            new(FirstStep.Talents, await db.Talents.AnyAsync(ct), false),
            new(FirstStep.Policies, choices.Seen.Contains(FirstStep.Policies), true),
            new(FirstStep.Mail, _sendsMail, false),
            new(FirstStep.Provider, hasProvider, false),
            new(FirstStep.Glass, await db.BreakGlassHolders.AnyAsync(h => h.SuspendedAt == null, ct), false),
            new(FirstStep.Backup, choices.Seen.Contains(FirstStep.Backup), true),
        ];
        return steps.All(s => s.IsDone) ? [] : steps;
    }

    /// <summary>Says for the signed-in person that they have seen to a step that the console cannot know of.</summary>
    public Task<Outcome> SeenAsync(FirstStep step, CancellationToken ct = default) => KeepAsync(c => c with { Seen = [.. c.Seen.Union([step])] }, "Noted.", ct);

    /// <summary>Hides the steps from the signed-in person for good.</summary>
    public Task<Outcome> HideAsync(CancellationToken ct = default) => KeepAsync(c => c with { Hidden = true }, "Hidden from your home page.", ct);

    Task<Outcome> KeepAsync(Func<Choices, Choices> change, string done, CancellationToken ct) => AgencyStore.TryAsync(async () =>
    {
        if (await _current.IdAsync(ct) is not { } me)
            return new Outcome.Refused("Sign in again: your account is not active.");
        await using var db = await _store.ReadAsync(ct);
        var choices = JsonSerializer.Serialize(change(await ChoicesAsync(db, ct)));
        await db.Database.ExecuteSqlAsync($"select console.keep_list({me}, {Kept}, {choices}::jsonb)", ct);
        return new Outcome.Done(done);
    });

    async Task<Choices> ChoicesAsync(AgencyDb db, CancellationToken ct)
    {
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        var kept = await db.Database.SqlQuery<string>($"select s.settings::text as \"Value\" from console.list_settings s where s.person_id = {me} and s.list = {Kept}").ToListAsync(ct);
        return kept is [var choices] ? JsonSerializer.Deserialize<Choices>(choices)! : new(false, []);
    }

    // Kept beside the person's settings of lists, which are theirs alone, too.
    sealed record Choices(bool Hidden, FirstStep[] Seen);
}
