using System.Security.Cryptography;
using System.Text;
using Agency.Documents;
using Agency.Data;
using Agency.History;
using Agency.Lists;
using Agency.Notes;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Documents;

public sealed class A_document : AgencyTest
{
    static readonly byte[] s_pdf = Encoding.UTF8.GetBytes("%PDF-1.7 " + new string('x', 3000));
    About _about = null!;

    protected override async Task ArrangeAsync() => _about = new(RecordKind.Talent, await Agency.AddTalentAsync("Aria"));

    DocumentService Anns => Agency.As<DocumentService>(Ann);

    [Fact]
    public async Task Keeps_every_version_of_its_file_and_the_same_bytes_once()
    {
        var id = Done(await AddAsync(new DocumentForm { Title = "Brief" }));
        Done(await Anns.AddVersionAsync(id, new IncomingFile("C:\\briefs\\second.html", new MemoryStream("<script>"u8.ToArray()))));
        Done(await Anns.AddVersionAsync(id, File(s_pdf)));

        var versions = (await Agency.As<DocumentService>(Max).GetAsync(id))!.Versions;

        Assert.Equal([(3, "application/pdf", true), (2, "application/octet-stream", false), (1, "application/pdf", true)], versions.Select(v => (v.Number, v.MediaType, v.CanBeShown)));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(s_pdf)), s_pdf.Length, "second.html"), (versions[0].Sha256, versions[0].Size, versions[1].FileName));
        Assert.Equal(2L, await Database.AskAsync<long>("select count(*) from agency.document_contents"));
        await using var file = (await Anns.OpenAsync(versions[2].Id))!;
        using var read = new MemoryStream();
        await file.Content.CopyToAsync(read);
        Assert.Equal(s_pdf, read.ToArray());
        var content = await Database.AskAsync<Guid>($"select id from agency.document_contents where size_bytes = {s_pdf.Length}");
        Assert.Contains(new FieldChange("content", null, "file, 3 kB"), (await Agency.As<HistoryService>(Max).RowLogAsync("agency.document_contents", content)).Changes[0].Fields);
    }

    [Fact]
    public async Task Stays_as_it_was_signed()
    {
        var id = Done(await AddAsync(new DocumentForm { Title = "Contract", Kind = DocumentKind.Contract, Status = DocumentStatus.Signed, SignedOn = new(2026, 1, 2) }));
        Assert.Equal("AG013", Assert.IsType<Outcome.Refused>(await Anns.AddVersionAsync(id, File(s_pdf))).SqlState);
        var form = (await Anns.FormAsync(id))!;
        Assert.Equal("AG013", Assert.IsType<Outcome.Refused>(await Anns.EditAsync(id, form with { Status = DocumentStatus.Draft })).SqlState);
        Done(await Anns.EditAsync(id, form with { Status = DocumentStatus.Terminated }));
    }

    [Fact]
    public async Task Is_seen_only_by_the_roles_it_is_for_also_in_the_past_and_also_its_bytes()
    {
        await Database.ChangeGuardedAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Cal}', 'viewer')");
        var ids = new List<Guid>();
        foreach (var visibility in Enum.GetValues<Visibility>())
            ids.Add(Done(await AddAsync(new DocumentForm { Title = visibility.ToString(), Visibility = visibility })));
        var at = new DateTimeOffset(await Database.AskAsync<DateTime>("select clock_timestamp()"));

        foreach (var (person, seen) in new (Guid?, int)[] { (Ann, 3), (Max, 2), (Cal, 1), (null, 0) })
        {
            var theirs = Agency.As<DocumentService>(person);
            Assert.Equal(seen, (await theirs.OfAsync(_about)).Count);
            Assert.Equal(seen, (await theirs.OfAsync(_about, at)).Count);
            await ListsAsync(person, seen, at, ids);
            for (var n = 0; n < 3; n++)
            {
                var version = (await Anns.GetAsync(ids[n]))!.Versions.Single().Id;
                Assert.Equal(n < seen, await theirs.GetAsync(ids[n]) is not null);
                await using var file = await theirs.OpenAsync(version);
                Assert.Equal(n < seen, file is not null);
            }
        }
        Assert.IsType<Outcome.Refused>(await Agency.As<DocumentService>(Max).AddAsync(_about, new DocumentForm { Title = "Mine" }, File(s_pdf)));
    }

    // Whichever way the list is read: its rows, a search, a count, an edit, a set of many, one row, a file.
    async Task ListsAsync(Guid? person, int seen, DateTimeOffset at, List<Guid> ids)
    {
        var list = Agency.As<ListService>(person).Of("documents");
        foreach (var query in new PageQuery[] { new(), new(Search: "aria"), new(Filter: "visibility~is-normal,sensitive,private"), new(Sort: "expires", Filter: "talent~is-aria") })
        {
            Assert.Equal(seen, (await list.ReadAsync(query)).Rows.Count);
            Assert.Equal(seen, (await list.ReadAsync(query, at)).Rows.Count);
            Assert.Equal((seen, seen), ((await list.CountAsync(query)).Rows, (await list.CountAsync(query, exact: true)).Rows));
            Assert.Equal(ids.Take(seen), (await list.IdsAsync(query))!.Order());
        }
        // That something hidden contains the words is not told either.
        Assert.Equal(seen < 3, (await list.ReadAsync(new PageQuery(Search: "private"))).Alike);
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(n < seen ? 1 : 0, (await list.FindAsync(ids[n])).Rows.Count);
            Assert.Equal(n < seen ? 1 : 0, (await list.FindAsync(ids[n], at)).Rows.Count);
        }
        using var file = new MemoryStream();
        await Agency.As<ExportService>(person).WriteAsync(list, new PageQuery(), FileFormat.Csv, file);
        Assert.Equal(seen + 1, Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Refuses_a_file_that_is_empty_or_larger_than_25_MB()
    {
        Assert.Equal("File", Assert.IsType<Outcome.Refused>(await Anns.AddAsync(_about, new DocumentForm { Title = "Empty" }, File([]))).Field);
        Assert.Equal("File", Assert.IsType<Outcome.Refused>(await Anns.AddAsync(_about, new DocumentForm { Title = "Large" }, File(new byte[26_214_401]))).Field);
        Assert.Empty(await Anns.OfAsync(_about));
    }

    Task<Outcome> AddAsync(DocumentForm form) => Anns.AddAsync(_about, form, File(s_pdf));

    static IncomingFile File(byte[] bytes) => new("file.pdf", new MemoryStream(bytes));
}
