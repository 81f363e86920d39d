namespace AdminConsole.Commands;

/// <summary>Tells whoever has just started the console as whom they can sign in.</summary>
internal static class SignInHint
{
    public static Task WriteAsync(TextWriter output, string app, CancellationToken ct) => Task.CompletedTask;
}
