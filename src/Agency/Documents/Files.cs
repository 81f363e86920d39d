using System.Data;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.Documents;

/// <summary>Bytes on their way into the database and out of it, never whole in memory. The same bytes are kept once.</summary>
static class Files
{
    const int Largest = 26_214_400;

    public static async Task<Outcome.Refused?> AddAsync(Work work, Guid document, int number, IncomingFile file, CancellationToken ct)
    {
        if (file.Content.Length == 0)
            return new("The file is empty.", "File");
        if (file.Content.Length > Largest)
            return new("A file has at most 25 MB.", "File");
        var name = Path.GetFileName(file.Name.Replace('\\', '/')).Trim();
        if (name.Length is 0 or > 255)
            return new("A file has a name of at most 255 characters.", "File");
        var mediaType = await MediaTypes.OfAsync(file.Content, ct);
        var sha = await SHA256.HashDataAsync(file.Content, ct);
        file.Content.Position = 0;
        var content = await work.Db.DocumentContents.Where(c => c.Sha256 == sha).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct) ?? await WriteAsync(work, sha, file.Content, ct);
        work.Db.DocumentVersions.Add(new DocumentVersion { Id = work.NewId(), DocumentId = document, ContentId = content, Number = number, FileName = name, MediaType = mediaType });
        await work.Db.SaveChangesAsync(ct);
        return null;
    }

    public static async Task<Stream> ReadAsync(AgencyDb db, Guid content, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
            await connection.OpenAsync(ct);
        var command = new NpgsqlCommand("select content from agency.document_contents where id = $1", connection) { Parameters = { new() { Value = content } } };
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleRow, ct);
        if (!await reader.ReadAsync(ct))
            throw new InvalidOperationException("A version without its content.");
        return await reader.GetStreamAsync(0, ct);
    }

    static async Task<Guid> WriteAsync(Work work, byte[] sha, Stream bytes, CancellationToken ct)
    {
        var id = work.NewId();
        await work.Db.Database.ExecuteSqlRawAsync("insert into agency.document_contents (id, sha256, size_bytes, content) values ({0}, {1}, {2}, {3})",
            [id, sha, (int)bytes.Length, new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea }], ct);
        return id;
    }
}
