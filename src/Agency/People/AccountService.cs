using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.People;

/// <summary>Accounts at the OpenID provider, and whose they are.</summary>
public sealed class AccountService
{
    readonly AgencyStore _store;

    internal AccountService(AgencyStore store) => _store = store;

    /// <summary>The person of an account: the one it was linked to, or, the first time, the only one whose e-mail address the provider vouches for; who was invited is then active.
    /// Their roles from the provider become those of the mapping. Nothing is linked where the answer is <see cref="AccountFound.Nobody"/>.</summary>
    public async Task<AccountFound> SignInAsync(ProviderIdentity who, RoleMapping mapping, CancellationToken ct = default)
    {
        try
        {
            return await FindOrLinkAsync(who, mapping, ct);
        }
        catch (PostgresException e) when (SqlErrors.Meaning(e) is { } refused)
        {
            return new AccountFound.Refused(refused.Because);
        }
    }

    /// <summary>What the mapping would change for everybody who has signed in with the provider (at most 500), by the groups they were in at their last sign-in.</summary>
    public async Task<IReadOnlyList<ProviderRoleEffect>> EffectAsync(RoleMapping mapping, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var seen = await db.Database.SqlQueryRaw<Seen>(EmbeddedSql.Read("People/ProviderRoleEffect.sql")).ToListAsync(ct);
        return [.. seen.Select(s => new ProviderRoleEffect(s.PersonId, s.Name, s.Groups, s.SeenAt, Roles(s.ByHand), Roles(s.Now), mapping.For(s.Groups)))];
    }

    static List<Role> Roles(string[] words) => [.. words.Select(word => Enum.Parse<Role>(word, ignoreCase: true))];

    async Task<AccountFound> FindOrLinkAsync(ProviderIdentity who, RoleMapping mapping, CancellationToken ct)
    {
        await using var db = await _store.ReadAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Two first sign-ins of one account come one after the other.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({who.Issuer + " " + who.Subject}, 0))", ct);
        var account = (await AskAsync(db, $"""
            select a.id as "Id", a.person_id as "PersonId", p.status as "Status", p.deleted_at is not null as "Gone", false as "HasAnother"
              from agency.accounts a join agency.people p on p.id = a.person_id
             where a.oidc_issuer = {who.Issuer} and a.oidc_subject = {who.Subject} and a.deleted_at is null
            """, ct)).SingleOrDefault();
        if (account is null && (!who.EmailIsVerified || string.IsNullOrWhiteSpace(who.Email)))
            return new AccountFound.Nobody(Stranger.EmailNotVerified);
        var found = account is not null ? [account] : await AskAsync(db, $"""
            select null::uuid as "Id", p.id as "PersonId", p.status as "Status", false as "Gone",
                   exists (select from agency.accounts a where a.person_id = p.id and a.oidc_issuer = {who.Issuer} and a.deleted_at is null) as "HasAnother"
              from agency.people p where p.deleted_at is null and exists (select from unnest(p.emails) e where lower(e) = lower({who.Email})) limit 2
            """, ct);
        if (found is not [var person])
            return new AccountFound.Nobody(found.Count == 0 ? Stranger.NobodyHasTheEmail : Stranger.SeveralHaveTheEmail);
        if (person.Gone || !(person.Status == "active" || (person.Status == "invited" && account is null)))
            return new AccountFound.Nobody(Stranger.NotActive);
        if (person.HasAnother)
            return new AccountFound.Nobody(Stranger.HasAnotherAccount);

        await AgencyStore.SayAsync(db, person.PersonId, new SignedInWithProvider(who.Issuer), ct);
        var id = person.Id ?? await LinkAsync(db, person.PersonId, who, ct);
        var groups = who.Groups.ToArray();
        var roles = mapping.For(groups).Select(role => role.ToString().ToLowerInvariant()).ToArray();
        await db.Database.ExecuteSqlAsync($"select guard.grant_from_provider({person.PersonId}, {roles}), guard.remember_groups({id}, {groups})", ct);
        var comesIn = await HoldsRoleAsync(db, person.PersonId, ct);
        // Whoever is known here loses the provider's roles even where that leaves none; whoever is not is not linked for nothing.
        if (comesIn || account is not null)
            await transaction.CommitAsync(ct);
        return comesIn ? new AccountFound.Of(person.PersonId, id) : new AccountFound.Nobody(Stranger.NoRole);
    }

    async Task<Guid> LinkAsync(AgencyDb db, Guid person, ProviderIdentity who, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(_store.Now);
        await db.Database.ExecuteSqlAsync($"insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject) values ({id}, {person}, {who.Issuer}, {who.Subject})", ct);
        await db.Database.ExecuteSqlAsync($"update agency.people set status = 'active' where id = {person} and status = 'invited'", ct);
        return id;
    }

    // By the clock, not by the transaction's beginning: the provider's grants are as old as this sign-in.
    static async Task<bool> HoldsRoleAsync(AgencyDb db, Guid person, CancellationToken ct) => (await db.Database.SqlQuery<bool>($"""
        select exists (select from agency.role_grants g where g.person_id = {person} and g.deleted_at is null
          and g.valid_from <= clock_timestamp() and (g.valid_until is null or clock_timestamp() < g.valid_until)) as "Value"
        """).ToListAsync(ct))[0];

    static Task<List<Candidate>> AskAsync(AgencyDb db, FormattableString sql, CancellationToken ct) => db.Database.SqlQuery<Candidate>(sql).ToListAsync(ct);

#pragma warning disable CA1812 // Entity Framework makes them.
    sealed record Seen(Guid PersonId, string Name, string[] Groups, DateTimeOffset SeenAt, string[] ByHand, string[] Now);

    sealed class Candidate
    {
        public Guid? Id { get; set; }
        public Guid PersonId { get; set; }
        public string Status { get; set; } = "";
        public bool Gone { get; set; }
        public bool HasAnother { get; set; }
    }
}
