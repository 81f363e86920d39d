using AdminConsole;

WebConsole.Build(args).Run();
