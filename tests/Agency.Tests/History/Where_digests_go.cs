using Agency.History;

namespace Agency.Tests.History;

public sealed class Where_digests_go
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("/var/lib/seals.jsonl", null, null)]
    [InlineData("/var/lib/seals.jsonl", "https://seals.example/blocks", null)]
    [InlineData("seals.jsonl", null, "Seals:File must be a full path")]
    [InlineData("/var/lib/seals.jsonl", "seals.example", "Seals:Webhook must be an http or https address")]
    [InlineData("/var/lib/seals.jsonl", "ftp://seals.example/", "Seals:Webhook must be an http or https address")]
    [InlineData(null, "https://seals.example/blocks", "Seals:Webhook needs Seals:File")]
    public void Is_checked_before_the_console_serves(string? file, string? webhook, string? wrong)
    {
        var result = new SealOptions.Validation().Validate(null, new() { File = file, Webhook = webhook });

        if (wrong is null)
            Assert.True(result.Succeeded);
        else
            Assert.Contains(wrong, result.FailureMessage);
    }
}
