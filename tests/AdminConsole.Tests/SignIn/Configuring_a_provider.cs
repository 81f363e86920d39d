using System.ComponentModel.DataAnnotations;

namespace AdminConsole.SignIn;

public sealed class Configuring_a_provider
{
    [Fact]
    public void Takes_what_is_whole() => Assert.Empty(Faults(_ => { }));

    [Fact]
    public void Takes_plain_HTTP_on_this_machine_only()
    {
        Assert.Empty(Faults(options => options.Authority = "http://127.0.0.1:9000"));
        Assert.Contains("Authentication:Oidc:Authority", Assert.Single(Faults(options => options.Authority = "http://login.example")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ProviderOptions.Authority))]
    [InlineData(nameof(ProviderOptions.ClientId))]
    [InlineData(nameof(ProviderOptions.ClientSecret))]
    public void Names_what_is_missing(string name) =>
        Assert.Contains(name, Assert.Single(Faults(options => typeof(ProviderOptions).GetProperty(name)!.SetValue(options, ""))), StringComparison.Ordinal);

    [Fact]
    public void Names_the_group_whose_role_there_is_not() =>
        Assert.Contains("editors", Assert.Single(Faults(options => options.Roles["editors"] = "admin, emperor")), StringComparison.Ordinal);

    [Fact]
    public void Insists_on_OpenID() => Assert.Contains("openid", Assert.Single(Faults(options => options.Scope = "profile email")), StringComparison.Ordinal);

    static IReadOnlyList<string> Faults(Action<ProviderOptions> change)
    {
        var options = new ProviderOptions { Authority = "https://login.example", ClientId = "adminconsole", ClientSecret = "secret", Roles = { ["editors"] = "admin" } };
        change(options);
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return [.. faults.Select(fault => fault.ErrorMessage!)];
    }
}
