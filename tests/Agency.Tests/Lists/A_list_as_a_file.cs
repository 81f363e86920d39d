using System.IO.Compression;
using System.Text;
using Agency.Data;
using Agency.Lists;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Lists;

public sealed class A_list_as_a_file : AgencyTest
{
    static readonly string[] s_columns = ["title", "gross"];
    static readonly string[] s_formulas = ["=HYPERLINK(\"http://elsewhere\")", "+1+1", "-2", "@SUM(A1)"];

    protected override async Task ArrangeAsync()
    {
        var talent = await Agency.AddTalentAsync("Aria");
        foreach (var title in s_formulas.Append("Plain, with \"quotes\""))
            await Agency.AddDealAsync(talent, title, 1234.5m);
    }

    [Fact]
    public async Task Runs_nothing_in_a_spreadsheet_and_is_on_record()
    {
        var csv = Encoding.UTF8.GetString(await WriteAsync(FileFormat.Csv)).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("Deal,Gross,Gross currency", csv[0]);
        Assert.Equal(5, csv.Length - 1);
        Assert.All(csv.Skip(1), line => Assert.DoesNotContain(line.TrimStart('"')[0], "=+-@"));
        Assert.Contains("\"Plain, with \"\"quotes\"\"\",1234.5,GBP", csv.Select(line => line.Replace("1234.50", "1234.5", StringComparison.Ordinal)));
        Assert.Equal("Max csv 5 true", await Database.AskAsync<string>("select concat_ws(' ', p.display_name, e.format, e.rows, e.finished::text) from console.exports e join agency.people p on p.id = e.person_id"));
    }

    [Fact]
    public async Task Holds_text_as_text_and_numbers_as_numbers_in_a_workbook()
    {
        using var book = new ZipArchive(new MemoryStream(await WriteAsync(FileFormat.Xlsx)));
        using var sheet = new StreamReader(book.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await sheet.ReadToEndAsync();

        Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
        Assert.Contains("<is><t xml:space=\"preserve\">=HYPERLINK", xml, StringComparison.Ordinal);
        Assert.Contains("<v>1234.5", xml, StringComparison.Ordinal);
    }

    async Task<byte[]> WriteAsync(FileFormat format)
    {
        using var file = new MemoryStream();
        await Agency.As<ExportService>(Max).WriteAsync(Agency.As<ListService>(Max).Of("deals"), new PageQuery(Sort: "title", Columns: s_columns), format, file);
        return file.ToArray();
    }
}
