using Agency.Import;

namespace AdminConsole.Commands;

public sealed class The_sheet_an_import_prints
{
    static readonly ImportReport s_report = new("prod", DryRun: true,
        [new("Deal", "agency.deals", 1234, 1230, 2, 1, 1)],
        [new("Deal", "d1", "value is NaN, which is no amount")],
        [new("Deal", "d2", "stage: \"LOST\" → \"COMPLETED\"")],
        [new("Deal", "d3", "value", 0.375m, 0.38m, "GBP")],
        ["The company Kinto was made from the brand name of Deal d4."]);

    [Fact]
    public async Task Names_every_row_that_cannot_come_that_changed_and_that_was_rounded() => Assert.Equal(
        """
        From prod, only to see what would come; nothing was written:
                                                     read            new   already here  changed there    cannot come
          Deal → agency.deals                       1,234          1,230              2              1              1

        Cannot come:
          Deal d1: value is NaN, which is no amount

        Changed there since they came, left alone here:
          Deal d2: stage: "LOST" → "COMPLETED"

        Rounded, half to even:
          Deal d3: value 0.375 GBP is to be kept as 0.38 (+0.005)

        Notes:
          The company Kinto was made from the brand name of Deal d4.

        1,230 rows can come; 1 row cannot.

        """, await SheetAsync(s_report));

    [Fact]
    public async Task Says_so_when_nothing_is_new() => Assert.EndsWith(
        "\nNothing new: everything is here already.\n", await SheetAsync(s_report with { Tables = [new("Deal", "agency.deals", 5, 0, 5, 0, 0)], Problems = [] }), StringComparison.Ordinal);

    static async Task<string> SheetAsync(ImportReport report)
    {
        await using var sheet = new StringWriter();
        await ImportSheet.WriteAsync(sheet, report);
        return sheet.ToString();
    }
}
