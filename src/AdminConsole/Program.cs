using System.CommandLine;
using System.Data.Common;
using AdminConsole.Commands;
using Agency.Data;
using Agency.Import;

var root = new RootCommand("AdminConsole, the admin console of a talent agency")
{
    UpCommand.Create(),
    DownCommand.Create(),
    ImportCommand.Create(),
    SeedCommand.Create(),
    MigrateCommand.Create(),
    ProtectCommand.Create(),
    PsqlCommand.Create(),
    RewindCommand.Create(),
    DemoCommand.Create(),
    VerifyCommand.Create(),
};

try
{
    // Each command decides itself what Ctrl-C means to it, so the library must not.
    var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await root.Parse(PsqlCommand.PassOn(args), new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync(settings);
}
catch (StartUpException ex)
{
    await Console.Error.WriteLineAsync(ex.Message);
    return 1;
}
catch (ImportException ex)
{
    await Console.Error.WriteLineAsync(ex.Message);
    return 1;
}
catch (DbException ex)
{
    await Console.Error.WriteLineAsync($"The database failed: {ex.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
