using Agency.Alerts;
using Agency.Analytics;
using Agency.Approvals;
using Agency.Brands;
using Agency.Calendar;
using Agency.Deals;
using Agency.Documents;
using Agency.FirstSteps;
using Agency.History;
using Agency.Import;
using Agency.Invoices;
using Agency.Ledger;
using Agency.Payouts;
using Agency.Notes;
using Agency.Lists;
using Agency.People;
using Agency.Recovery;
using Agency.Search;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agency.Data;

public static class AgencyServices
{
    /// <summary>Everything the agency does, on this database. The caller registers <see cref="CurrentPerson"/> (scoped) and <see cref="TimeProvider"/>.
    /// <paramref name="connectionString"/> logs in as agency_app.</summary>
    public static IServiceCollection AddAgency(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(Pooled(connectionString)));
        services.AddDbContextFactory<AgencyDb, Contexts<AgencyDb>>(Postgres);
        services.AddDbContextFactory<PastDb, Contexts<PastDb>>(Postgres);
        services.AddScoped(p => new AgencyStore(p.GetRequiredService<IDbContextFactory<AgencyDb>>(), p.GetRequiredService<IDbContextFactory<PastDb>>(), p.GetRequiredService<CurrentPerson>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<Reports>()));
        services.AddScoped(p => new TalentService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new DealService(Store(p)));
        services.AddScoped(p => new InvoiceService(Store(p)));
        services.AddScoped(p => new BillingService(Store(p)));
        services.AddScoped(p => new ReceiptService(Store(p)));
        services.AddScoped(p => new LedgerService(Store(p)));
        services.AddScoped(p => new PayoutService(Store(p)));
        services.AddScoped(p => new BankAccountService(Store(p)));
        services.AddScoped(p => new DeliverableService(Store(p)));
        services.AddScoped(p => new BoardService(Store(p)));
        services.AddScoped(p => new CalendarService(Store(p)));
        services.AddScoped(p => new RightService(Store(p)));
        services.AddScoped(p => new ParticipantService(Store(p)));
        services.AddScoped(p => new TeamService(Store(p)));
        services.AddScoped(p => new CompanyService(Store(p)));
        services.AddScoped(p => new ContactService(Store(p)));
        services.AddScoped(p => new DocumentService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new NoteService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new ListService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new ViewService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new ExportService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new CsvImport(Store(p), p.GetRequiredService<ApprovalService>()));
        services.AddScoped(p => new ApprovalService(Store(p)));
        services.AddScoped(p => new Inbox(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new PolicyService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new HistoryService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new TrashService(Store(p)));
        services.AddScoped(p => new PutBackService(Store(p), p.GetRequiredService<TalentService>(), p.GetRequiredService<DealService>(), p.GetRequiredService<CompanyService>(), p.GetRequiredService<ContactService>()));
        services.AddScoped(p => new PeopleService(Store(p)));
        services.AddScoped(p => new RoleService(Store(p)));
        services.AddScoped(p => new GlassService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new KeyService(Store(p)));
        services.AddScoped(p => new AccountService(Store(p)));
        services.AddSingleton(p => new SessionService(p.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(p => new ConsoleKeys(p.GetRequiredService<NpgsqlDataSource>()));
        services.AddScoped(p => new HomeService(Store(p)));
        services.AddScoped(p => new FirstStepsService(Store(p), p.GetRequiredService<CurrentPerson>(), p.GetRequiredService<MailAvailability>()));
        services.AddScoped(p => new KpiService(Store(p)));
        services.AddScoped(p => new SearchService(Store(p), p.GetRequiredService<CurrentPerson>()));
        services.AddScoped(p => new RecentRecords(Store(p), p.GetRequiredService<CurrentPerson>(), p.GetRequiredService<OpenedRecords>()));
        services.AddSingleton(p => new OpenedRecords(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<ILogger<OpenedRecords>>()));
        services.AddHostedService(p => p.GetRequiredService<OpenedRecords>());
        services.AddSingleton(p => new HistoryFeed(p.GetRequiredService<IDbContextFactory<AgencyDb>>(), NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }), p.GetRequiredService<ILogger<HistoryFeed>>()));
        services.AddHostedService(p => p.GetRequiredService<HistoryFeed>());
        services.AddSingleton(p => new RequestClock(p.GetRequiredService<IDbContextFactory<AgencyDb>>(), p.GetRequiredService<HistoryFeed>(), p.GetRequiredService<ILogger<RequestClock>>()));
        services.AddHostedService(p => p.GetRequiredService<RequestClock>());
        services.AddHostedService(p => new GlassReviews(p.GetRequiredService<IDbContextFactory<AgencyDb>>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<GlassReviews>>()));
        services.AddSealing();
        services.AddSelfTest();
        services.AddWatchdog();
        services.AddAlerts();
        return services;
    }

    // What is said of a transaction ends with it, so a connection goes back to the pool as it came, and keeps the plans of the database's own functions. Busy screens wait their turn for a few
    // connections, which is faster than many, and never asks PostgreSQL for more than it has; the connection string may say another number.
    static NpgsqlConnectionStringBuilder Pooled(string connectionString) => new($"Maximum Pool Size=30;{connectionString}") { NoResetOnClose = true };

    // A set that is only counted, or asked for its ids, needs no order.
    static void Postgres(DbContextOptionsBuilder options) => options.UseNpgsql().ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning));

    static AgencyStore Store(IServiceProvider provider) => provider.GetRequiredService<AgencyStore>();
}
