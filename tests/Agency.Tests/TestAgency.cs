using Agency.Approvals;
using Agency.Data;
using Agency.Deals;
using Agency.Lists;
using Agency.People;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agency.Tests;

/// <summary>An agency with four people and no business yet, on a database of its own. <see cref="As{T}"/> gives the app's own services as one of them.</summary>
public sealed class TestAgency : IAsyncDisposable
{
    /// <summary>An admin.</summary>
    public static readonly Guid Ann = new("0197f000-0000-7000-8000-00000000000a");

    /// <summary>An admin who also approves.</summary>
    public static readonly Guid Bea = new("0197f000-0000-7000-8000-00000000000b");

    /// <summary>An approver.</summary>
    public static readonly Guid Cal = new("0197f000-0000-7000-8000-00000000000c");

    /// <summary>A manager.</summary>
    public static readonly Guid Max = new("0197f000-0000-7000-8000-00000000000d");

    /// <summary>One more approver, where <see cref="AddApproverAsync"/> names them.</summary>
    public static readonly Guid Dot = new("0197f000-0000-7000-8000-00000000000e");

    readonly ServiceProvider _services;
    readonly List<AsyncServiceScope> _scopes = [];

    TestAgency(TestDatabase database)
    {
        Database = database;
        _services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Warning)).AddSingleton(TimeProvider.System)
            .AddScoped<SignedInPerson>().AddScoped<CurrentPerson>(p => p.GetRequiredService<SignedInPerson>())
            .AddAgency(database.AppConnectionString).BuildServiceProvider();
    }

    public TestDatabase Database { get; }

    public IServiceProvider Services => _services;

    public static async Task<TestAgency> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.AskAsync($"""
            insert into agency.people (id, display_name) values ('{Ann}', 'Ann'), ('{Bea}', 'Bea'), ('{Cal}', 'Cal'), ('{Max}', 'Max');
            insert into agency.role_grants (id, person_id, role) values
              (gen_random_uuid(), '{Ann}', 'admin'), (gen_random_uuid(), '{Bea}', 'admin'), (gen_random_uuid(), '{Bea}', 'approver'),
              (gen_random_uuid(), '{Cal}', 'approver'), (gen_random_uuid(), '{Max}', 'manager')
            """);
        await SignInAsync(database, Ann, Bea, Cal, Max);
        return new TestAgency(database);
    }

    /// <summary>Sessions of these people, who have signed in just now; a person's session has their own id.</summary>
    public static async Task SignInAsync(TestDatabase database, params Guid[] people)
    {
        foreach (var person in people)
            await database.AskAsync($"insert into guard.sessions (id, person_id, method, authenticated_at, ends_at) values ('{person}', '{person}', 'development', now(), now() + interval '8 hours') on conflict do nothing", "postgres");
    }

    /// <summary>Makes somebody an approver, as an agency would that had many from the start.</summary>
    public async Task AddApproverAsync(Guid person, string name)
    {
        await Database.ChangeGuardedAsync($"""
            insert into agency.people (id, display_name) values ('{person}', '{name}') on conflict do nothing;
            insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{person}', 'approver')
            """);
        await SignInAsync(Database, person);
    }

    /// <summary>The app's services on a database that has its people already; the agency disposes it.</summary>
    public static TestAgency On(TestDatabase database) => new(database);

    public T As<T>(Guid? person, Guid? session = null) where T : notnull
    {
        var scope = _services.CreateAsyncScope();
        lock (_scopes)
            _scopes.Add(scope);
        var signedIn = scope.ServiceProvider.GetRequiredService<SignedInPerson>();
        (signedIn.Id, signedIn.Session) = (person, session);
        return scope.ServiceProvider.GetRequiredService<T>();
    }

    public async Task<Guid> AddTalentAsync(string stageName) => Done(await As<TalentService>(Ann).AddAsync(new TalentForm { StageName = stageName, Status = TalentStatus.Active }));

    public async Task<Guid> AddDealAsync(Guid talent, string title, decimal? gross = 1000) =>
        Done(await As<DealService>(Ann).AddAsync(new DealForm { Title = title, TalentId = talent, Gross = gross, Stage = DealStage.Negotiating }));

    /// <summary>A page of one of the lists, as the manager sees it.</summary>
    public Task<ListPage> ListAsync(string list, PageQuery? query = null, DateTimeOffset? at = null) => As<ListService>(Max).Of(list).ReadAsync(query ?? new(), at);

    /// <summary>Plans and submits as Ann; answers the request and the hash of the plan she was shown.</summary>
    public async Task<(Guid Id, string Hash)> RequestAsync(Operation operation)
    {
        var id = Done(await As<ApprovalService>(Ann).PlanAsync(operation));
        var page = await As<Inbox>(Ann).GetAsync(id);
        var submitted = await As<ApprovalService>(Ann).SubmitAsync(id, page!.PlanHash, "They left the agency.");
        Assert.IsType<Outcome.AwaitingApproval>(submitted);
        return (id, page.PlanHash);
    }

    public static Guid Done(Outcome outcome) => outcome is Outcome.Done done ? done.Id ?? Guid.Empty : throw new Xunit.Sdk.XunitException($"Not done: {outcome}");

    public async ValueTask DisposeAsync()
    {
        foreach (var scope in _scopes)
            await scope.DisposeAsync();
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }

    sealed class SignedInPerson : CurrentPerson
    {
        public Guid? Id { get; set; }

        public Guid? Session { get; set; }

        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult(Id);

        public override ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => ValueTask.FromResult(Session ?? Id);
    }
}
