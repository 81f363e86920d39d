using System.Net;
using System.Net.Mail;
using System.Text;

namespace Agency.Alerts;

/// <summary>Mail to one person at a time, plain text. The Message-ID stays the same when a message is sent again, so that mail programs show it once.</summary>
sealed class MailChannel(SmtpOptions options) : IMessageChannel
{
    public string Name => "email";

    public async Task SendAsync(Delivery delivery, CancellationToken ct)
    {
        using var mail = Compose(delivery);
        using var smtp = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Security == SmtpSecurity.StartTls };
        if (!string.IsNullOrEmpty(options.User))
            smtp.Credentials = new NetworkCredential(options.User, options.Password);
        await smtp.SendMailAsync(mail, ct);
    }

    MailMessage Compose(Delivery delivery)
    {
        var (name, address) = delivery.To ?? throw new NotTakenException("The person has no mail address.");
        if (!MailAddress.TryCreate(address, OneLine(name), out var to))
            throw new NotTakenException("The person's mail address is not one.");
        var from = new MailAddress(options.From!, "AdminConsole");
        var mail = new MailMessage(from, to) { Subject = OneLine(delivery.Text.Title), SubjectEncoding = Encoding.UTF8, Body = Body(delivery), BodyEncoding = Encoding.UTF8 };
        mail.Headers.Add("Message-ID", $"<{delivery.Id}@{from.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    static string Body(Delivery delivery) => string.Join("\n\n",
        [delivery.Text.Title, .. delivery.Text.Lines, delivery.Link is { } link ? $"{(delivery.Message.Event == Digest.Event ? "See them all" : "Open it, and decide there")}:\n{link}" : "Open the console to see it and decide there."]) + "\n";

    /// <summary>A title is somebody's words; a line break in it would end the header.</summary>
    static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
        return line.Length <= 200 ? line : line[..199] + "…";
    }
}
