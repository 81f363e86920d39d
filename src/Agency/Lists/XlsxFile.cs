using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Agency.Lists;

/// <summary>A workbook of one sheet, written as it is read, since libraries keep it in memory. Text stands inline as text, so none is ever a formula.</summary>
sealed class XlsxFile : IListFile
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    // What a sheet of Excel holds.
    const int MostRows = 1_048_576;

    static readonly (string Name, string Xml)[] s_parts =
    [
        ("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""),
        ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""),
        ("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>"""),
    ];

    readonly ZipArchive _zip;
    readonly Stream _sheet;
    readonly XmlWriter _xml;
    int _rows;

    XlsxFile(ZipArchive zip, Stream sheet) =>
        (_zip, _sheet, _xml) = (zip, sheet, XmlWriter.Create(sheet, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false }));

    public static async Task<XlsxFile> OpenAsync(Stream to, CancellationToken ct)
    {
        var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        foreach (var (name, xml) in s_parts)
        {
            await using var part = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
            await part.WriteAsync(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml), ct);
        }
        var file = new XlsxFile(zip, await zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).OpenAsync(ct));
        await file._xml.WriteStartDocumentAsync(standalone: true);
        await file._xml.WriteStartElementAsync(null, "worksheet", Main);
        await file._xml.WriteRawAsync("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        await file._xml.WriteStartElementAsync(null, "sheetData", Main);
        return file;
    }

    public async Task WriteAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (++_rows > MostRows)
            throw new InvalidOperationException($"A sheet of Excel holds {MostRows:N0} rows. Take CSV, or filter.");
        await _xml.WriteStartElementAsync(null, "row", Main);
        foreach (var cell in cells)
            await WriteAsync(cell, _rows == 1);
        await _xml.WriteEndElementAsync();
        if (_rows % 1000 == 0)
            await _xml.FlushAsync();
    }

    Task WriteAsync(object? cell, bool isHead) => cell switch
    {
        null => _xml.WriteRawAsync("<c/>"),
        decimal number => NumberAsync(number.ToString(CultureInfo.InvariantCulture), style: 0),
        DateOnly date => NumberAsync(date.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), style: 2),
        DateTime moment => NumberAsync(moment.ToOADate().ToString("R", CultureInfo.InvariantCulture), style: 3),
        _ => TextAsync((string)cell, isHead ? 1 : 0),
    };

    Task NumberAsync(string value, int style) => _xml.WriteRawAsync($"<c s=\"{style}\"><v>{value}</v></c>");

    async Task TextAsync(string text, int style)
    {
        await _xml.WriteRawAsync($"<c t=\"inlineStr\" s=\"{style}\"><is><t xml:space=\"preserve\">");
        await _xml.WriteStringAsync(string.Concat(text.Where(XmlConvert.IsXmlChar)));
        await _xml.WriteRawAsync("</t></is></c>");
    }

    public async ValueTask DisposeAsync()
    {
        await _xml.WriteEndElementAsync();
        await _xml.WriteEndElementAsync();
        await _xml.DisposeAsync();
        await _sheet.DisposeAsync();
        await _zip.DisposeAsync();
    }
}
