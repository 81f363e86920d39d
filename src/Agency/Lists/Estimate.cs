using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

/// <summary>How many rows the planner expects, which costs nothing.</summary>
static class Estimate
{
    public static async Task<long> OfAsync<T>(IQueryable<T> rows, CancellationToken ct)
    {
        await using var command = rows.CreateDbCommand();
        command.CommandText = "explain (format json) " + command.CommandText;
        if (command.Connection!.State != System.Data.ConnectionState.Open)
            await command.Connection.OpenAsync(ct);
        var plan = (string)(await command.ExecuteScalarAsync(ct))!;
        using var json = JsonDocument.Parse(plan);
        return json.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64();
    }
}
