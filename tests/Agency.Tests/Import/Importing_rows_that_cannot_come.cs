using Agency.Tests;

namespace Agency.Import;

public sealed class Importing_rows_that_cannot_come : IAsyncLifetime
{
    TestDatabase _agency = null!;
    OtherApplication _other = null!;

    public async Task InitializeAsync()
    {
        _agency = await TestDatabase.CreateAsync();
        _other = await OtherApplication.WithOneTalentAsync(_agency);
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _agency.DisposeAsync();
    }

    [Fact]
    public async Task Reports_each_row_that_cannot_come_and_brings_the_others()
    {
        // The other application may hold what its types allow, and more once somebody loosened them.
        await _other.RunAsync("""
            alter type "UserRole" add value 'ROBOT';
            alter table "Talent" drop constraint "Talent_userId_fkey", drop constraint "Talent_userId_key", alter "name" drop not null;
            alter table "Deal" drop constraint "Deal_talentId_fkey", drop constraint "Deal_brandId_fkey", alter "stage" drop default, alter "stage" type text;
            alter table "Commission" drop constraint "Commission_dealId_fkey", alter "amount" drop not null;
            """);
        await _other.RunAsync("""
            insert into "User" values ('u2', 'robot@there.example', 'Robot', 'ROBOT', '2025-01-01', '2025-01-01'), ('u3', 'inf@there.example', 'Inf', 'TALENT', 'infinity', '2025-01-01');
            insert into "Talent" ("id", "userId", "name", "commissionRate", "createdAt", "updatedAt") values
              ('t2', 'u2', 'Bob', 20, '2025-02-01', '2025-02-01'), ('t3', 'u1', 'ADA', 20, '2025-02-01', '2025-02-01'), ('t4', 'u1', null, 120, '2025-02-01', '2025-02-01'),
              ('t5', 'u1', repeat('x', 201), 20, '2025-02-01', '2025-02-01'), ('t6', 'nobody', 'Lost', 20, '2025-02-01', '2025-02-01');
            insert into "Deal" ("id", "talentId", "brandId", "campaignName", "stage", "value", "currency", "createdAt", "updatedAt") values
              ('d2', 't1', null, 'A', 'DREAMING', 1, 'GBP', '2025-03-01', '2025-03-01'), ('d3', 't1', null, 'B', 'LOST', 'NaN', 'GBP', '2025-03-01', '2025-03-01'),
              ('d4', 't1', null, 'C', 'LOST', 'Infinity', 'GBP', '2025-03-01', '2025-03-01'), ('d5', 't1', null, 'D', 'LOST', -0.01, 'GBP', '2025-03-01', '2025-03-01'),
              ('d6', 't1', null, 'E', 'LOST', 1e30, 'GBP', '2025-03-01', '2025-03-01'), ('d7', 't1', null, 'F', 'LOST', 1, 'XXX', '2025-03-01', '2025-03-01'),
              ('d8', 't2', null, 'G', 'LOST', 1, 'GBP', '2025-03-01', '2025-03-01'), ('d9', 't1', 'nobrand', 'H', 'LOST', 1, 'GBP', '2025-03-01', '2025-03-01'),
              ('d10', 't1', null, 'Fine', 'LOST', 1, 'gbp', '2025-03-02', '2025-03-02');
            insert into "Commission" values ('c2', 'd8', 't1', 1, 20, 'PAID', '2025-01-05'), ('c3', 'd1', 't1', null, 20, 'REFUNDED', '2025-01-05');
            insert into "Payout" values ('p2', 't1', 'd1', 80, 'GBP', 'PAID', null, '2025-01-06')
            """);

        var report = await _other.ImportAsync(_agency);

        Assert.Equal(
            """
            User u2: role is "ROBOT", which is not known here
            User u3: createdAt is "infinity", which is no date that can be kept
            Talent t2: its User u2 could not come
            Talent t3: another live talent has the stage name "ADA" already
            Talent t4: name is empty; commissionRate is 120 %, which is more than 100 %
            Talent t5: name has 201 characters, and 200 are the most
            Talent t6: its User nobody is not in the other database
            Deal d2: stage is "DREAMING", which is not known here
            Deal d3: value is NaN, which is no amount
            Deal d4: value is Infinity, which is no amount
            Deal d5: value is "-0.01", which is negative
            Deal d6: value is "1000000000000000000000000000000", which is too large
            Deal d7: currency is "XXX", which is no currency
            Deal d8: its Talent t2 could not come
            Deal d9: its Brand nobrand is not in the other database
            Commission c2: its Deal d8 could not come
            Commission c3: amount is empty; status is "REFUNDED", which is not known here
            Payout p2: status is PAID, but paidAt is empty
            """, string.Join('\n', report.Problems.Select(p => $"{p.Table} {p.Id}: {p.Why}")));
        Assert.Equal("User 1 2, Brand 0 0, Talent 1 5, Deal 2 8, Commission 1 2, Payout 1 1", string.Join(", ", report.Tables.Select(t => $"{t.Table} {t.New} {t.CannotCome}")));
        Assert.All(report.Tables, t => Assert.Equal(t.Read, t.New + t.AlreadyHere + t.ChangedThere + t.CannotCome));
        Assert.Equal("awaiting_approval", await _agency.AskAsync("select state from agency.payouts"));
    }

    [Fact]
    public async Task Brings_a_row_later_once_it_was_mended_there()
    {
        await _other.RunAsync("""update "Deal" set "value" = 'NaN'""");
        Assert.Equal(["Deal", "Commission", "Payout"], (await _other.ImportAsync(_agency)).Problems.Select(p => p.Table));
        await _other.RunAsync("""update "Deal" set "value" = 100""");

        var mended = await _other.ImportAsync(_agency);

        Assert.Empty(mended.Problems);
        Assert.Equal(3, mended.New);
    }

    [Fact]
    public async Task Rounds_half_to_even_and_reports_the_difference()
    {
        await _other.RunAsync("""
            update "Deal" set "value" = 100.125;
            update "Commission" set "amount" = 0.135, "rate" = 33.33333333333333;
            update "Payout" set "amount" = 1.2345, "currency" = 'KWD'
            """);

        var report = await _other.ImportAsync(_agency);

        Assert.Equal(
            [
                new("Deal", "d1", "value", 100.125m, 100.12m, "GBP"), new("Commission", "c1", "amount", 0.135m, 0.14m, "GBP"),
                new("Commission", "c1", "rate", 33.33333333333333m, 33.33m, "%"), new("Payout", "p1", "amount", 1.2345m, 1.234m, "KWD"),
            ], report.Roundings);
        Assert.Equal([-0.005m, 0.005m, -0.00333333333333m, -0.0005m], report.Roundings.Select(r => r.Difference));
        Assert.Equal("10012 14 1234", await _agency.AskAsync("""
            select concat_ws(' ', (select gross_minor from agency.deals), (select amount_minor from agency.commissions), (select amount_minor from agency.payouts))
            """));
    }

    [Fact]
    public async Task Finds_a_person_and_a_brand_that_are_here_already_and_makes_a_brand_that_is_not()
    {
        await _agency.AskAsync("""
            insert into agency.people (id, display_name, emails) values (gen_random_uuid(), 'Ada herself', '{ADA@there.example}');
            insert into agency.companies (id, trade_name, kind) values (gen_random_uuid(), 'kinto', 'brand')
            """);
        await _other.RunAsync("""
            update "User" set "role" = 'ADMIN';
            insert into "Brand" values ('b1', 'Kinto', null, '2025-01-01');
            insert into "Deal" ("id", "talentId", "brandName", "stage", "createdAt", "updatedAt")
              values ('d2', 't1', 'Newcomer', 'NEW_LEAD', '2025-01-04', '2025-01-04'), ('d3', 't1', 'NEWCOMER', 'NEW_LEAD', '2025-01-05', '2025-01-04')
            """);

        var report = await _other.ImportAsync(_agency);

        Assert.Empty(report.Problems);
        Assert.Equal("Ada herself|kinto, Newcomer|0", await _agency.AskAsync("""
            select concat_ws('|', (select string_agg(display_name, ', ') from agency.people), (select string_agg(trade_name, ', ' order by lower(trade_name)) from agency.companies),
              (select count(*) from agency.role_grants))
            """));
        Assert.Equal(
            [
                "User u1 (Ada, ada@there.example) is a person here already; they stay as they are, with the roles they have here.",
                "Brand b1 (Kinto) is a company here already, which stays as it is.", "The company Newcomer was made from the brand name of Deal d2.",
            ], report.Notes);
        Assert.Equal(0, (await _other.ImportAsync(_agency)).New);
    }

    [Theory]
    [InlineData("""drop table "Payout" """, "it lacks the table \"Payout\".")]
    [InlineData("""alter table "Deal" drop column "signedAt", drop column "value" """, "it lacks the column \"value\" of \"Deal\", the column \"signedAt\" of \"Deal\".")]
    public async Task Refuses_a_database_of_another_shape_in_one_sentence(string change, string lacks)
    {
        await _other.RunAsync(change);

        var refused = await Assert.ThrowsAsync<ImportException>(() => _other.ImportAsync(_agency));

        Assert.EndsWith(lacks, refused.Message, StringComparison.Ordinal);
    }
}
