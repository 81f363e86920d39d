using System.Text;
using System.Text.RegularExpressions;
using Agency.Alerts;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed partial class Mail : MessagesAgency
{
    [Fact]
    public async Task Says_what_is_wanted_and_links_to_the_page_where_it_is_decided()
    {
        using var server = await MailServer.StartAsync();
        var (id, _) = await RequestAsync();
        await DispatchAsync(new MailChannel(server.Options));

        Assert.Equal(2, server.Messages().Count);
        var mail = server.Messages().Single(m => m.Contains("cal@agency.example", StringComparison.Ordinal));
        Assert.StartsWith("Ann asks: Move Aria", Subject(mail), StringComparison.Ordinal);
        Assert.Matches("(?m)^To: \"?Cal\"? <cal@agency.example>\r?$", mail);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        Assert.Contains("£800.00", Body(mail), StringComparison.Ordinal);
        Assert.Contains($"https://console.agency.example/requests/{id}", Body(mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_its_id_when_it_is_sent_again()
    {
        using var server = await MailServer.StartAsync();
        await RequestAsync();
        await DispatchAsync(new MailChannel(server.Options));
        await Database.AskAsync("update console.deliveries set sent_at = null, next_try_at = now()", Sql.Superuser);
        await DispatchAsync(new MailChannel(server.Options));

        Assert.Equal(4, server.Messages().Count);
        Assert.Equal([2, 2], server.Messages().GroupBy(Id).Select(g => g.Count()));
    }

    [Fact]
    public async Task Cannot_be_given_headers_by_a_title_or_a_name()
    {
        using var server = await MailServer.StartAsync();
        var eve = await Database.AskAsync<Guid>(@"insert into agency.talents (id, stage_name) values (gen_random_uuid(), E'Eve\r\nBcc: thief@example.com\r\n\r\nPay me') returning id", Sql.App);
        await Database.AskAsync($"update agency.people set display_name = E'Cal\\r\\nX-Evil: yes' where id = '{Cal}'");
        await Agency.RequestAsync(new RemoveTalent(eve));
        await DispatchAsync(new MailChannel(server.Options));

        Assert.Equal(2, server.Messages().Count);
        Assert.All(server.Messages(), mail =>
        {
            var headers = mail.ReplaceLineEndings("\n").Split("\n\n")[0];
            Assert.DoesNotMatch("(?m)^(Bcc|X-Evil):", headers);
            Assert.Contains("Eve  Bcc: thief@example.com", Subject(mail), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Is_given_up_where_the_person_has_no_address_and_reaches_the_others()
    {
        using var server = await MailServer.StartAsync();
        await Database.ChangeGuardedAsync($"update agency.people set emails = '{{}}' where id = '{Cal}'");
        await RequestAsync();
        for (var n = 0; n < 3; n++)
        {
            await DispatchAsync(new MailChannel(server.Options));
            await LetTimePassAsync();
        }

        Assert.Contains("bea@agency.example", Assert.Single(server.Messages()), StringComparison.Ordinal);
        var given = Assert.Single(await Centre(Ann).GivenUpAsync());
        Assert.Equal(("Cal", "The person has no mail address."), (given.To, given.Error));
    }

    internal static string Subject(string mail)
    {
        var raw = Regex.Replace(HeaderOfSubject().Match(mail.ReplaceLineEndings("\n")).Groups["text"].Value, "\n[ \t]", " ", RegexOptions.None, TimeSpan.FromSeconds(5));
        return Encoded().IsMatch(raw)
            ? string.Concat(Encoded().Matches(raw).Select(m => m.Groups["how"].Value is "B" or "b"
                ? Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups["text"].Value))
                : Uri.UnescapeDataString(m.Groups["text"].Value.Replace('_', ' ').Replace('=', '%'))))
            : raw;
    }

    internal static string Body(string mail)
    {
        var parts = mail.ReplaceLineEndings("\n").Split("\n\n", 2);
        return parts[0].Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[1].Replace("\n", "", StringComparison.Ordinal)))
            : Uri.UnescapeDataString(parts[1].Replace("=\n", "", StringComparison.Ordinal).Replace('=', '%'));
    }

    internal static string Id(string mail) => MessageId().Match(mail).Groups["id"].Value;

    [GeneratedRegex("^Message-ID: <(?<id>[^>]+)>", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex MessageId();

    [GeneratedRegex("^Subject: (?<text>.*(\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex HeaderOfSubject();

    [GeneratedRegex(@"=\?utf-8\?(?<how>[BQ])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Encoded();
}
