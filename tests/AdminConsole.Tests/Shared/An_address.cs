using AdminConsole.Shared;

namespace AdminConsole;

public sealed class An_address
{
    [Fact]
    public void Carries_only_what_was_chosen() => Assert.Equal("/talents?f=status~is-active&sort=-name", Urls.Talents(new() { Filter = "status~is-active", Sort = "-name" }));

    [Fact]
    public void Survives_what_people_type() => Assert.Equal("/deals?q=R%26B%20%3F", Urls.Deals(new() { Search = "R&B ?" }));

    [Fact]
    public void Keeps_the_moment_to_the_microsecond() => Assert.Equal("/talents/00000000-0000-0000-0000-000000000000?at=2026-01-11T09%3A12%3A04.123456Z",
        Urls.Talent(Guid.Empty, at: new DateTimeOffset(2026, 1, 11, 10, 12, 4, 123, 456, TimeSpan.FromHours(1))));
}
