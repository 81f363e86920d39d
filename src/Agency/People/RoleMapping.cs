namespace Agency.People;

/// <summary>Which group at the provider makes which roles here. Groups are compared without regard to case, as configuration keys are.</summary>
public sealed class RoleMapping
{
    public static readonly RoleMapping Empty = new(new Dictionary<string, IReadOnlyList<Role>>(StringComparer.OrdinalIgnoreCase));

    RoleMapping(IReadOnlyDictionary<string, IReadOnlyList<Role>> groups) => Groups = groups;

    public IReadOnlyDictionary<string, IReadOnlyList<Role>> Groups { get; }

    /// <summary>From pairs of a group and its roles ("admin", or "admin, approver").</summary>
    /// <exception cref="FormatException">Something is no role; the sentence names it and its group.</exception>
    public static RoleMapping Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var groups = new Dictionary<string, IReadOnlyList<Role>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (group, roles) in pairs)
            groups[group] = [.. roles.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(role => RoleOf(role, group))];
        return new(groups);
    }

    /// <summary>The roles that somebody in these groups has from the provider.</summary>
    public IReadOnlyList<Role> For(IEnumerable<string> groups) => [.. groups.SelectMany(group => Groups.GetValueOrDefault(group) ?? []).Distinct().Order()];

    static Role RoleOf(string word, string group) => Enum.TryParse<Role>(word, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsDigit(word[0]) ? role
        : throw new FormatException($"'{word}', which the group {group} is to give, is none of the roles {string.Join(", ", Enum.GetNames<Role>()).ToLowerInvariant()}.");
}
