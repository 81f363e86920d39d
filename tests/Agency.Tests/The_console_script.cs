using System.Diagnostics;
using System.Reflection;

namespace Agency.Tests;

public sealed class The_console_script
{
    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData]
    public async Task Helps_whoever_asks(params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(arguments);
        Assert.Equal(0, exit);
        Assert.Contains("./console up", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Answers_an_unknown_verb_with_help_and_exit_code_2()
    {
        var (exit, output, error) = await RunAsync("dance");
        Assert.Equal(2, exit);
        Assert.StartsWith("Unknown: dance", error, StringComparison.Ordinal);
        Assert.Contains("./console up", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(root.FullName, "console")))
            root = root.Parent ?? throw new InvalidOperationException("These tests run inside the checkout");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(root.FullName, "console"), arguments)
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
