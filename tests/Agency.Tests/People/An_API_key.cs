using Agency.Approvals;
using Agency.Data;
using Agency.People;
using Agency.Talents;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class An_API_key : PeopleAgency
{
    static readonly string[] s_removing = ["talent.removed"];

    DateTimeOffset _tomorrow;

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        _tomorrow = (await Database.AskAsync<DateTime>("select now() at time zone 'UTC' + interval '1 day'")) is var at ? new DateTimeOffset(at, TimeSpan.Zero) : default;
    }

    [Fact]
    public async Task Is_a_secret_shown_once_of_which_only_a_hash_is_kept()
    {
        var (id, secret) = await CreateAsync();

        Assert.Matches("^ack_[A-Za-z0-9_-]{43}$", secret);
        Assert.NotEqual(secret, (await CreateAsync()).Secret);
        Assert.Equal(32, await Database.AskAsync($"select length(secret_hash) from guard.api_keys where id = '{id}'", Superuser));
        Assert.False(await Database.AskAsync<bool>($"select exists (select from history.commits c where c.detail::text like '%{secret}%') or exists (select from guard.api_keys k where to_jsonb(k)::text like '%{secret}%')"));
        Assert.Equal(("Nightly", _tomorrow), (await Keys(Ann).OfAsync(Ann))[0] switch { var key => (key.Name, key.ExpiresAt) });
    }

    [Fact]
    public async Task May_ask_and_never_vote()
    {
        var (id, secret) = await CreateAsync();
        var key = (await Keys(null).FindAsync(secret))!;
        Assert.Equal((id, Ann), (key.Id, key.PersonId));
        Assert.Equal(s_removing, key.Operations);

        var request = Done(await As(Ann).PlanAsync(new RemoveTalent(Aria), new PlanTerms(ViaKey: id)));
        var hash = (await PageAsync(request))!.PlanHash;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(request, hash, "The feed says so."));
        Assert.Equal(id, await Database.AskAsync($"select via_key from guard.requests where id = '{request}'"));

        // A vote takes a session. A key is none, nor are its hash's first bytes, nor its person.
        foreach (var session in new[] { $"'{id}'", "null", "gen_random_uuid()" })
            Assert.Equal("AG006", await Database.RefusalAsync($"select guard.vote('{request}', {session}, 'approve', '{hash}')"));
        Refused("AG004", await As(Ann).ApproveAsync(request, hash));
    }

    [Fact]
    public async Task Asks_only_for_what_it_is_for()
    {
        var (id, _) = await CreateAsync();

        Refused("AG006", await As(Ann).PlanAsync(new BulkEdit("agency.deals", System.Text.Json.JsonElement.Parse("""{"probability_bps": 1}"""), [Summer.ToString()]), new PlanTerms(ViaKey: id)));
        Refused("AG006", await As(Bea).PlanAsync(new RemoveTalent(Aria), new PlanTerms(ViaKey: id)));
        Assert.StartsWith("A key cannot be for role.given", Assert.IsType<Outcome.Refused>(await Keys(Ann).CreateAsync("Nightly", ["role.given"], _tomorrow)).Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_for_operations_that_there_are()
    {
        var intents = typeof(Operation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operation)) && !t.IsAbstract)
            .Select(t => ((Operation)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).Intent);

        Assert.Empty(KeyService.Operations.Except(intents));
        Refused("AG009", await Keys(Ann).CreateAsync("Nightly", [], _tomorrow));
    }

    [Theory]
    [InlineData("update guard.api_keys set expires_at = now() - interval '1 second', created_at = now() - interval '1 day'")]
    [InlineData("update guard.api_keys set revoked_at = now()")]
    [InlineData("update agency.people set status = 'suspended' where display_name = 'Ann'")]
    [InlineData("update agency.people set status = 'suspended' where display_name = 'Ann'; update agency.people set status = 'active' where display_name = 'Ann'")]
    public async Task Is_nobodys_once_it_has_ended(string end)
    {
        var (_, secret) = await CreateAsync();
        Assert.NotNull(await Keys(null).FindAsync(secret));

        await Database.ChangeGuardedAsync(end);

        Assert.Null(await Keys(null).FindAsync(secret));
        Assert.Null(await Keys(null).FindAsync(secret[..^1] + "?"));
        Assert.Null(await Keys(null).FindAsync("another"));
    }

    [Fact]
    public async Task Ends_when_its_person_or_an_admin_says_so()
    {
        var (id, secret) = await CreateAsync();
        Refused("AG006", await Keys(Max).RevokeAsync(id));

        Done(await Keys(Bea).RevokeAsync(id));

        Assert.Null(await Keys(null).FindAsync(secret));
        Assert.NotNull((await Keys(Ann).OfAsync(Ann)).Single().RevokedAt);
        Done(await Keys(Ann).RevokeAsync((await CreateAsync()).Id));
    }

    [Fact]
    public async Task Is_made_by_an_admin_who_has_just_signed_in_for_a_year_at_most()
    {
        Refused(SqlErrors.NotEligible, await Keys(Cal).CreateAsync("Nightly", s_removing, _tomorrow));
        Refused("AG009", await Keys(Ann).CreateAsync(" ", s_removing, _tomorrow));
        Refused("AG009", await Keys(Ann).CreateAsync("Nightly", s_removing, _tomorrow.AddDays(365)));
        Refused("AG009", await Keys(Ann).CreateAsync("Nightly", s_removing, _tomorrow.AddDays(-2)));
        await Database.AskAsync("update guard.sessions set authenticated_at = now() - interval '6 minutes'", Superuser);
        Refused("AG010", await Keys(Ann).CreateAsync("Nightly", s_removing, _tomorrow));
    }

    [Theory]
    [InlineData("insert into guard.api_keys (person_id, name, secret_hash, operations, expires_at) values (gen_random_uuid(), 'x', '\\x00', '{trash.purged}', now() + interval '1 day')")]
    [InlineData("update guard.api_keys set operations = '{trash.purged}'")]
    [InlineData("update guard.api_keys set expires_at = expires_at + interval '1 day'")]
    [InlineData("update guard.api_keys set revoked_at = null")]
    public async Task Cannot_be_made_or_widened_by_SQL(string sql)
    {
        foreach (var role in new[] { App, Owner })
            Assert.Equal("42501", await Database.RefusalAsync(sql, role));
    }

    [Fact]
    public async Task Says_when_it_was_last_used()
    {
        var (_, secret) = await CreateAsync();
        Assert.Null((await Keys(Ann).OfAsync(Ann)).Single().LastUsedAt);

        await Keys(null).FindAsync(secret);
        var first = (await Keys(Ann).OfAsync(Ann)).Single().LastUsedAt;
        await Keys(null).FindAsync(secret);

        Assert.NotNull(first);
        Assert.Equal(first, (await Keys(Ann).OfAsync(Ann)).Single().LastUsedAt);
    }

    KeyService Keys(Guid? person) => Agency.As<KeyService>(person);

    async Task<(Guid Id, string Secret)> CreateAsync() =>
        Assert.IsType<Outcome.Done>(await Keys(Ann).CreateAsync("Nightly", s_removing, _tomorrow)) switch { var done => (done.Id!.Value, done.Message) };
}
