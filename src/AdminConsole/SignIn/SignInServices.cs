using Agency.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.SignIn;

static class SignInServices
{
    /// <summary>Sign-in by cookie, sessions and, where <c>Authentication:Oidc</c> is configured, the provider.</summary>
    public static IServiceCollection AddConsoleSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<SessionOptions>().BindConfiguration("Sessions").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KeyManagementOptions>().Configure<ConsoleKeys>((keys, kept) => keys.XmlRepository = new KeysInDatabase(kept));
        services.AddDataProtection().SetApplicationName("AdminConsole");
        services.AddSingleton<DevelopmentSignIn>();
        services.AddScoped<CurrentPerson, ConsolePerson>();
        services.AddScoped<CircuitAuthentication>().AddScoped<AuthenticationStateProvider>(p => p.GetRequiredService<CircuitAuthentication>());
        services.AddScoped<CircuitHandler, CircuitUse>();
        services.AddSignInLimit();
        var authentication = services.AddAuthentication(SessionPrincipal.Scheme).AddCookie(cookie => Configure(cookie, environment));
        if (configuration.GetSection(ProviderOptions.Section).Exists())
            authentication.AddProvider(environment);
        return services;
    }

    static void Configure(CookieAuthenticationOptions cookie, IHostEnvironment environment)
    {
        // Development may be plain HTTP; a browser takes __Host- cookies only over HTTPS.
        cookie.Cookie.Name = environment.IsDevelopment() ? "adminconsole" : "__Host-adminconsole";
        cookie.Cookie.SecurePolicy = Secure(environment);
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.LoginPath = "/sign-in";
        cookie.AccessDeniedPath = "/not-found";
        // The session's row in the database says when it is over.
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = SignInEndpoints.ReadSessionAsync;
    }

    static void AddProvider(this AuthenticationBuilder authentication, IHostEnvironment environment)
    {
        var services = authentication.Services;
        // Without this a key that is not known yet is fetched in the background, after the token has been refused.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", true);
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IdTokens>();
        services.AddScoped<ProviderSignIn>();
        services.AddScoped<ProviderSignOut>();
        authentication.AddOAuth<OidcOptions, OidcHandler>(OidcOptions.Scheme, _ => { });
        services.AddOptions<OidcOptions>(OidcOptions.Scheme)
            .Configure<IOptions<ProviderOptions>, IOptions<SessionOptions>>((oidc, provider, sessions) => Configure(oidc, provider.Value, sessions.Value, environment))
            .PostConfigure(oidc => oidc.Discovery = new ConfigurationManager<OpenIdConnectConfiguration>(oidc.Provider.Discovery, new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(oidc.Backchannel) { RequireHttps = !oidc.Provider.IsLoopback })
            { RefreshInterval = TimeSpan.FromSeconds(10) });
    }

    static void Configure(OidcOptions oidc, ProviderOptions provider, SessionOptions sessions, IHostEnvironment environment)
    {
        oidc.Provider = provider;
        oidc.ClientId = provider.ClientId;
        oidc.ClientSecret = provider.ClientSecret;
        oidc.OldestSignIn = sessions.EndsAfter;
        oidc.CallbackPath = OidcOptions.Callback;
        oidc.SignInScheme = SessionPrincipal.Scheme;
        oidc.UsePkce = true;
        oidc.BackchannelTimeout = TimeSpan.FromSeconds(10);
        oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = Secure(environment);
        foreach (var scope in provider.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            oidc.Scope.Add(scope);
        oidc.Events = new OAuthEvents { OnTicketReceived = ReceiveAsync, OnRemoteFailure = context => Of(context.HttpContext).RefuseAsync(context) };
    }

    static async Task ReceiveAsync(TicketReceivedContext context)
    {
        try
        {
            await Of(context.HttpContext).ReceiveAsync(context);
        }
        catch (SignInRefusedException e)
        {
            Of(context.HttpContext).Refuse(context.HttpContext, e.Refusal, e, context.ReturnUri);
            context.HandleResponse();
        }
    }

    static ProviderSignIn Of(HttpContext http) => http.RequestServices.GetRequiredService<ProviderSignIn>();

    static CookieSecurePolicy Secure(IHostEnvironment environment) => environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
