using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>A talent's share of a deal, in basis points; all shares of a deal are 10000.</summary>
public sealed record Share(Guid TalentId, string TalentName, int Bps);

/// <summary>A part of a deal's commission, in basis points of it; frozen since the deal was signed.</summary>
public sealed record SplitRow(SplitPayee Payee, string Name, int WeightBps);

/// <summary>Who takes part in a deal, and who has which part of its commission; no splits before it is signed.</summary>
public sealed record DealPeople(IReadOnlyList<Share> Shares, IReadOnlyList<SplitRow> Splits);

/// <summary>Deals of several talents: who has which share.</summary>
public sealed class ParticipantService
{
    readonly AgencyStore _store;

    internal ParticipantService(AgencyStore store) => _store = store;

    /// <summary>Who takes part, of now or as of a moment; a deal that names nobody is its talent's alone.</summary>
    public async Task<DealPeople> OfAsync(Guid deal, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var shares = await db.All<DealParticipant>().Where(p => p.DealId == deal && p.ShareBps > 0).OrderByDescending(p => p.ShareBps).ThenBy(p => p.Id)
            .Select(p => new Share(p.TalentId, db.Talents.IgnoreQueryFilters().Where(t => t.Id == p.TalentId).Select(t => t.StageName).First(), p.ShareBps)).ToListAsync(ct);
        if (shares.Count == 0)
            shares = await db.Deals.IgnoreQueryFilters().Where(d => d.Id == deal).Select(d => new Share(d.TalentId, d.Talent!.StageName, 10000)).ToListAsync(ct);
        var splits = await db.All<CommissionSplit>().Where(s => s.DealId == deal)
            .Select(s => new SplitRow(s.Payee, db.People.IgnoreQueryFilters().Where(p => p.Id == s.PersonId).Select(p => p.DisplayName).FirstOrDefault()
                ?? db.ExternalParties.IgnoreQueryFilters().Where(p => p.Id == s.ExternalPartyId).Select(p => p.Name).FirstOrDefault() ?? "The agency", s.WeightBps)).ToListAsync(ct);
        return new(shares, [.. splits.OrderByDescending(s => s.WeightBps).ThenBy(s => s.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Says all shares of a deal at once: they are 10000 together, and each talent has one. Who is left out has no part any more. Refused once the deal is signed.</summary>
    public Task<Outcome> ShareAsync(Guid deal, IReadOnlyList<Share> shares, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        await using var db = await _store.ReadAsync(ct);
        var title = await db.Deals.Where(d => d.Id == deal).Select(d => d.Title).SingleOrDefaultAsync(ct);
        return await _store.WriteAsync(new DealShared(deal, title), Role.Admin, async work =>
        {
            if (await work.Db.Deals.AsNoTracking().SingleOrDefaultAsync(d => d.Id == deal, ct) is not { } found)
                return new Outcome.Refused("This deal is in the trash or gone.");
            if (DealStages.IsSigned(found.Stage))
                return new Outcome.Refused("Who shares this deal was settled when it was signed.");
            if (shares.DistinctBy(s => s.TalentId).Count() != shares.Count)
                return new Outcome.Refused("A talent has one share.");
            if (shares.Any(s => s.Bps <= 0) || shares.Sum(s => (long)s.Bps) != 10000)
                return new Outcome.Refused($"The shares add up to {Money.Percent((int)Math.Clamp(shares.Sum(s => (long)s.Bps), int.MinValue, int.MaxValue))}, not to 100 %.");
            if (shares.All(s => s.TalentId != found.TalentId))
                return new Outcome.Refused("The deal's own talent needs a share.");
            var rows = JsonSerializer.Serialize(shares.Select(s => new { Id = work.NewId(), s.TalentId, s.Bps }));
            await work.Db.Database.ExecuteSqlAsync($"""
                with said as (select * from jsonb_to_recordset({rows}::jsonb) s ("Id" uuid, "TalentId" uuid, "Bps" int))
                insert into agency.deal_participants (id, deal_id, talent_id, share_bps)
                select s."Id", {deal}, s."TalentId", s."Bps" from said s
                union all
                select p.id, p.deal_id, p.talent_id, 0 from agency.deal_participants p where p.deal_id = {deal} and p.deleted_at is null and p.talent_id not in (select s."TalentId" from said s)
                on conflict (deal_id, talent_id) where deleted_at is null do update set share_bps = excluded.share_bps
                """, ct);
            return new Outcome.Done("The shares are kept.", deal);
        }, ct);
    });
}
