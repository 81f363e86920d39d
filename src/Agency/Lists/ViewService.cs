using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.Lists;

/// <summary>How people keep their lists: views, theirs and those shared with them, and each one's own columns. Sharing, and changing what is shared, is an admin's.</summary>
public sealed class ViewService
{
    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal ViewService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>The views of a list that the person may use, their own first, then by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string list, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        return await db.Database.SqlQuery<SavedView>($"""
            select v.id as "Id", v.name as "Name", v.query as "Query", v.audience as "Audience", v.owner_id = {me} as "IsMine", v.pinned as "Pinned", v.opens as "Opens" from console.list_views v
             where v.list = {list} and (v.owner_id = {me} or v.audience = 'everyone' or v.audience <> 'mine' and guard.holds_role({me}, v.audience))
             order by v.audience <> 'mine', lower(v.name), v.id limit 200
            """).ToListAsync(ct);
    }

    /// <summary>Saves a view of the list, new or over the one it names. Refused (AG006) where others see it and the person is no admin.</summary>
    public Task<Outcome> SaveAsync(string list, ViewForm form, CancellationToken ct = default) => KeepAsync(async (db, me) =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        var saved = await db.Database.SqlQuery<Guid>($"select console.save_view({me}, {form.Id}, {list}, {form.Name}, {form.Query}, {form.Audience}, {form.Pinned}, {form.Opens}) as \"Value\"").ToListAsync(ct);
        return new Outcome.Done($"The view {form.Name.Trim()} is saved.", saved[0]);
    }, ct);

    /// <summary>Removes a view. Refused (AG006) where others see it and the person is no admin.</summary>
    public Task<Outcome> RemoveAsync(Guid view, CancellationToken ct = default) => KeepAsync(async (db, me) =>
    {
        await db.Database.ExecuteSqlAsync($"select console.remove_view({me}, {view})", ct);
        return new Outcome.Done("The view is removed.");
    }, ct);

    /// <summary>What the person keeps of the list; <see cref="ListSettings.None"/> until they change something.</summary>
    public async Task<ListSettings> SettingsAsync(string list, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        var kept = await db.Database.SqlQuery<string>($"select s.settings::text as \"Value\" from console.list_settings s where s.person_id = {me} and s.list = {list}").ToListAsync(ct);
        return kept is [var settings] ? JsonSerializer.Deserialize<ListSettings>(settings)! : ListSettings.None;
    }

    /// <summary>Keeps the person's settings of the list.</summary>
    public Task<Outcome> KeepAsync(string list, ListSettings settings, CancellationToken ct = default) => KeepAsync(async (db, me) =>
    {
        await db.Database.ExecuteSqlAsync($"select console.keep_list({me}, {list}, {JsonSerializer.Serialize(settings)}::jsonb)", ct);
        return new Outcome.Done("Kept.");
    }, ct);

    // The console's own tables have no history: nothing in them is the agency's business.
    Task<Outcome> KeepAsync(Func<AgencyDb, Guid, Task<Outcome>> command, CancellationToken ct) => AgencyStore.TryAsync(async () =>
    {
        if (await _current.IdAsync(ct) is not { } me)
            return new Outcome.Refused("Sign in again: your account is not active.", SqlState: SqlErrors.NotEligible);
        await using var db = await _store.ReadAsync(ct);
        try
        {
            return await command(db, me);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new Outcome.Refused("Another view has this name.", "Name", e.SqlState);
        }
    });
}
