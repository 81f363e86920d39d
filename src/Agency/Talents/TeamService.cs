using Agency.Deals;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Talents;

/// <summary>Somebody of a talent's team. <paramref name="Bps"/>: of the gross, where the split is custom.</summary>
public sealed record TeamRow(Guid Id, string Name, bool IsOutside, TeamFunction Function, SplitMode SplitMode, int? Bps, bool IsAlternate, DateOnly? EndedOn);

public sealed record ChannelRow(Guid Id, Platform Platform, string Handle, string? Url, int? Followers, int? EngagementBps, DateTimeOffset? MeasuredAt, bool IsActive);

/// <summary>Dates are days, <paramref name="EndsOn"/> the last one; null: until further notice.</summary>
public sealed record RepresentationRow(Guid Id, RepresentationStatus Status, DateOnly StartsOn, DateOnly? EndsOn, bool IsExclusive, string[] Territories, int CommissionBps, int? SunsetMonths);

/// <summary>What belongs to a talent beside deals.</summary>
public sealed record TalentBusiness(IReadOnlyList<ChannelRow> Channels, IReadOnlyList<RepresentationRow> Representations, IReadOnlyList<TeamRow> Team);

/// <summary>A talent's channels, representations and team, with those outside the agency who are in it. A form with no id adds, with one it saves.</summary>
public sealed class TeamService
{
    readonly AgencyStore _store;

    internal TeamService(AgencyStore store) => _store = store;

    /// <summary>All of them, of now or as of a moment; of a talent in the trash, those that went along.</summary>
    public async Task<TalentBusiness> OfAsync(Guid talent, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var trashed = await db.Talents.IgnoreQueryFilters().AnyAsync(t => t.Id == talent && t.DeletedAt != null, ct);
        return new(
            await db.All<TalentChannel>().IgnoreQueryFilters().Where(c => c.TalentId == talent && (c.DeletedAt == null || trashed)).OrderByDescending(c => c.Followers ?? -1).ThenBy(c => c.Id)
                .Select(c => new ChannelRow(c.Id, c.Platform, c.Handle, c.Url, c.Followers, c.EngagementBps, c.MeasuredAt, c.IsActive)).ToListAsync(ct),
            await db.All<Representation>().IgnoreQueryFilters().Where(r => r.TalentId == talent && (r.DeletedAt == null || trashed)).OrderByDescending(r => r.StartsOn).ThenBy(r => r.Id)
                .Select(r => new RepresentationRow(r.Id, r.Status, r.StartsOn, r.EndsOn, r.IsExclusive, r.Territories, r.CommissionBps, r.SunsetMonths)).ToListAsync(ct),
            await db.All<TeamMember>().IgnoreQueryFilters().Where(m => m.TalentId == talent && (m.DeletedAt == null || trashed)).OrderBy(m => m.EndedOn ?? DateOnly.MinValue).ThenBy(m => m.Id)
                .Select(m => new TeamRow(m.Id, db.People.IgnoreQueryFilters().Where(p => p.Id == m.PersonId).Select(p => p.DisplayName).FirstOrDefault()
                    ?? db.ExternalParties.IgnoreQueryFilters().Where(p => p.Id == m.ExternalPartyId).Select(p => p.Name).FirstOrDefault() ?? "", m.PersonId == null, m.Function, m.SplitMode, m.Bps, m.IsAlternate, m.EndedOn))
                .ToListAsync(ct));
    }

    /// <summary>The form of a live channel; null where there is none.</summary>
    public async Task<ChannelForm?> ChannelFormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.TalentChannels.SingleOrDefaultAsync(c => c.Id == id, ct) is { } found ? ChannelForm.Of(found) : null;
    }

    /// <summary>The form of a live representation; null where there is none.</summary>
    public async Task<RepresentationForm?> RepresentationFormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Representations.SingleOrDefaultAsync(r => r.Id == id, ct) is { } found ? RepresentationForm.Of(found) : null;
    }

    /// <summary>The form of a live member of a team; null where there is none.</summary>
    public async Task<TeamMemberForm?> MemberFormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.TeamMembers.SingleOrDefaultAsync(m => m.Id == id, ct) is { } found ? TeamMemberForm.Of(found) : null;
    }

    /// <summary>Those outside the agency, by name.</summary>
    public async Task<IReadOnlyList<Choice>> PartyChoicesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.ExternalParties.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(500).Select(p => new Choice(p.Id, p.Name)).ToListAsync(ct);
    }

    /// <summary>Adds or saves a channel. Refused where another talent's has the handle.</summary>
    public Task<Outcome> SaveChannelAsync(Guid talent, Guid? id, ChannelForm form, CancellationToken ct = default) =>
        SaveAsync(id is null ? new ChannelAdded(form.Handle) : new ChannelEdited(id.Value, form.Handle), talent, id, form, form.Version, "channel",
            work => new TalentChannel { Id = work.NewId(), TalentId = talent, Handle = form.Handle }, (work, channel) => form.WriteTo(channel, work.Now), c => c.TalentId, ct);

    /// <summary>Adds or saves a representation. Refused where another exclusive one overlaps it in time and place.</summary>
    public Task<Outcome> SaveRepresentationAsync(Guid talent, Guid? id, RepresentationForm form, CancellationToken ct = default) =>
        SaveAsync(id is null ? new RepresentationAdded(form.StartsOn) : new RepresentationEdited(id.Value, form.StartsOn), talent, id, form, form.Version, "representation",
            work => new Representation { Id = work.NewId(), TalentId = talent }, (_, representation) => form.WriteTo(representation), r => r.TalentId, ct);

    /// <summary>Adds or saves a member of the team; one whose time is over has a day on which it ended. Refused where the team would share more than the commission.</summary>
    public Task<Outcome> SaveMemberAsync(Guid talent, Guid? id, TeamMemberForm form, CancellationToken ct = default) =>
        SaveAsync(id is null ? new TeamMemberAdded(form.Function.ToString()) : new TeamMemberEdited(id.Value, form.Function.ToString()), talent, id, form, form.Version, "member of the team",
            work => new TeamMember { Id = work.NewId(), TalentId = talent }, (_, member) => form.WriteTo(member), m => m.TalentId, ct);

    /// <summary>Adds or saves somebody outside the agency.</summary>
    public Task<Outcome> SavePartyAsync(Guid? id, PartyForm form, CancellationToken ct = default) =>
        _store.WriteAsync(id is null ? new PartyAdded(form.Name) : new PartyEdited(id.Value, form.Name), Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            var party = id is null ? work.Db.ExternalParties.Add(new ExternalParty { Id = work.NewId(), Name = form.Name }).Entity : await work.Db.ExternalParties.SingleOrDefaultAsync(p => p.Id == id, ct);
            if (party is null)
                return new Outcome.Refused("They are in the trash or gone.");
            if (id is not null)
                work.Db.Entry(party).Property(p => p.Version).OriginalValue = form.Version;
            form.WriteTo(party);
            return new Outcome.Done($"{party.Name} is kept.", party.Id);
        }, ct);

    Task<Outcome> SaveAsync<T>(BusinessEvent what, Guid talent, Guid? id, object form, uint version, string called, Func<Work, T> add, Action<Work, T> write, Func<T, Guid> of, CancellationToken ct) where T : Record =>
        _store.WriteAsync(what, Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (!await work.Db.Talents.AnyAsync(t => t.Id == talent, ct))
                return new Outcome.Refused("This talent is in the trash or gone.");
            var row = id is null ? add(work) : await work.Db.Set<T>().SingleOrDefaultAsync(r => r.Id == id, ct);
            if (row is null || of(row) != talent)
                return new Outcome.Refused($"This {called} is in the trash or gone.");
            if (id is null)
                work.Db.Set<T>().Add(row);
            else
                work.Db.Entry(row).Property(r => r.Version).OriginalValue = version;
            write(work, row);
            return new Outcome.Done($"The {called} is kept.", row.Id);
        }, ct);
}

sealed record ChannelAdded(string Handle) : BusinessEvent("channel.added");

sealed record ChannelEdited(Guid ChannelId, string Handle) : BusinessEvent("channel.edited");

sealed record RepresentationAdded(DateOnly? StartsOn) : BusinessEvent("representation.added");

sealed record RepresentationEdited(Guid RepresentationId, DateOnly? StartsOn) : BusinessEvent("representation.edited");

sealed record TeamMemberAdded(string Function) : BusinessEvent("team.member_added");

sealed record TeamMemberEdited(Guid MemberId, string Function) : BusinessEvent("team.member_edited");

sealed record PartyAdded(string Name) : BusinessEvent("party.added");

sealed record PartyEdited(Guid PartyId, string Name) : BusinessEvent("party.edited");
