using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

public enum FileFormat { Csv, Xlsx }

/// <summary>Lists as files: exactly what somebody sees, every row of it, written while it is read. Each one is recorded with who took it and how many rows it had.</summary>
public sealed class ExportService
{
    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal ExportService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>Writes the rows of the query, with its columns in their order, to the stream. It is recorded as finished once all of it has left; cut off, as not finished.</summary>
    public async Task WriteAsync(RecordList list, PageQuery query, FileFormat format, Stream to, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        List<ListField> fields = [.. (query.Columns ?? []).Select(list.Field).OfType<ListField>()];
        if (fields.Count == 0)
            fields = [.. list.Fields.Where(f => f.Shown)];
        query = query with { Columns = [.. fields.Select(f => f.Name)], Cursor = null };
        var names = fields.Exists(f => f.Kind == FieldKind.Person) ? (await PeopleAsync(ct)) : [];
        var written = new Written();
        var finished = false;
        try
        {
            if (format == FileFormat.Csv)
                await WriteAsync(new CsvFile(to), list, query, fields, names, written, at, ct);
            else
                await WriteBookAsync(to, async book => await WriteAsync(await XlsxFile.OpenAsync(book, ct), list, query, fields, names, written, at, ct), ct);
            await to.FlushAsync(ct);
            finished = true;
        }
        finally
        {
            await RecordAsync(list, query, format, written.Rows, finished);
        }
    }

    static async Task WriteAsync(IListFile file, RecordList list, PageQuery query, List<ListField> fields, Dictionary<string, string> names, Written written, DateTimeOffset? at, CancellationToken ct)
    {
        await using (file)
        {
            await file.WriteAsync(ExportCells.Head(fields), ct);
            await foreach (var row in list.AllAsync(query, at, ct))
            {
                await file.WriteAsync(ExportCells.Of(row, fields, names), ct);
                written.Rows++;
            }
        }
    }

    // A zip is closed without awaiting, which a response refuses: it is whole before it leaves.
    static async Task WriteBookAsync(Stream to, Func<Stream, Task> write, CancellationToken ct)
    {
        await using var book = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        await write(book);
        book.Position = 0;
        await book.CopyToAsync(to, ct);
    }

    sealed class Written
    {
        public long Rows { get; set; }
    }

    async Task<Dictionary<string, string>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.IgnoreQueryFilters().ToDictionaryAsync(p => p.Id.ToString("N"), p => p.DisplayName, ct);
    }

    // Also where whoever asked has gone: what left is on record.
    async Task RecordAsync(RecordList list, PageQuery query, FileFormat format, long rows, bool finished)
    {
        var me = await _current.IdAsync(CancellationToken.None) ?? Guid.Empty;
        var asked = $"q={query.Search}&f={query.Filter}&sort={query.Sort}&cols={string.Join('.', query.Columns ?? [])}";
        await using var db = await _store.ReadAsync(CancellationToken.None);
        await db.Database.ExecuteSqlAsync($"select console.record_export({me}, {list.Name}, {asked}, {format.ToString().ToLowerInvariant()}, {rows}, {finished})", CancellationToken.None);
    }
}
