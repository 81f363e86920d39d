using AdminConsole.EndToEnd;

namespace AdminConsole.SignIn;

/// <summary>The console with the provider beside it. It is started first: the console does not need the provider to start.</summary>
public sealed class OpenIdConsole : RunningConsole
{
    /// <summary>Whom the provider knows, by the name they sign in with there.</summary>
    public static readonly IReadOnlyDictionary<string, object> People = new Dictionary<string, object>
    {
        ["priya"] = new { email = "Priya.Raman@agency.example", email_verified = true, name = "Priya", groups = new[] { "signers" } },
        ["tom"] = new { email = "tom.ellery@agency.example", email_verified = true, name = "Tom", groups = Array.Empty<string>() },
        ["operations"] = new { email = "operations.admin@agency.example", email_verified = true, name = "Op", groups = Array.Empty<string>() },
        ["unverified"] = new { email = "finance.admin@agency.example", email_verified = false, name = "F", groups = new[] { "admins" } },
        ["stranger"] = new { email = "stranger@elsewhere.example", email_verified = true, name = "S", groups = new[] { "admins" } },
        ["twins"] = new { email = "twins@agency.example", email_verified = true, name = "T", groups = Array.Empty<string>() },
        ["bystander"] = new { email = "bystander@agency.example", email_verified = true, name = "B", groups = Array.Empty<string>() },
        ["heir"] = new { email = "heir@agency.example", email_verified = true, name = "H", groups = Array.Empty<string>() },
        ["gone"] = new { email = "gone@agency.example", email_verified = true, name = "G", groups = new[] { "admins" } },
    };

    internal OpenIdProvider Provider { get; } = new();

    protected override IReadOnlyList<string> Settings =>
    [
        "--Authentication:Oidc:Authority", Provider.Authority, "--Authentication:Oidc:ClientId", "adminconsole", "--Authentication:Oidc:ClientSecret", "a secret: of the tests",
        "--Authentication:Oidc:Name", "the house's provider", "--Authentication:Oidc:Roles:signers", "approver, viewer", "--Authentication:Oidc:Roles:admins", "admin",
    ];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Database.AskAsync("""
            insert into agency.people (id, display_name, emails, status) values
              (gen_random_uuid(), 'Twin One', '{twins@agency.example}', 'active'), (gen_random_uuid(), 'Twin Two', '{TWINS@agency.example}', 'active'),
              (gen_random_uuid(), 'Bystander', '{bystander@agency.example}', 'active'), (gen_random_uuid(), 'Gone', '{gone@agency.example}', 'deactivated');
            insert into agency.people (id, display_name, emails) values ('0197f000-0000-7000-8000-0000000000ff', 'Predecessor', '{heir@agency.example}');
            insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '0197f000-0000-7000-8000-0000000000ff', 'viewer');
            """ + $"insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject) values (gen_random_uuid(), '0197f000-0000-7000-8000-0000000000ff', '{Provider.Authority}', 'predecessor')");
        await Provider.StartAsync(Address, People);
    }

    public override async Task DisposeAsync()
    {
        await Provider.DisposeAsync();
        await base.DisposeAsync();
    }
}
