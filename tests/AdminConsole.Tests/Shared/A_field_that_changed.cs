using AdminConsole.Shared;

namespace AdminConsole;

public sealed class A_field_that_changed : BunitContext
{
    [Fact]
    public void Shows_what_it_was_and_what_it_is_without_relying_on_colour() =>
        Render<FieldDiff>(p => p.Add(d => d.Name, "Stage").Add(d => d.Before, "Contract sent").Add(d => d.After, "Contracted")).MarkupMatches("""
            <div class="diff-row"><dt>Stage</dt><dd class="before"><del>Contract sent</del></dd><dd class="after"><ins>Contracted</ins></dd></div>
            """);

    [Fact]
    public void Says_nothing_where_there_was_nothing() =>
        Assert.Equal("nothing", Render<FieldDiff>(p => p.Add(d => d.Name, "Signed on").Add(d => d.After, "23 Nov 2026")).Find(".before").TextContent.Trim());

    [Fact]
    public void Spells_states_as_words() => Assert.Equal("Contract sent", StateChip.Words("contract_sent"));
}
