namespace Agency.People;

/// <summary>What a person may do: an admin edits and asks, an approver decides, a manager reads the analytics, finance pays, a viewer looks.</summary>
public enum Role { Admin, Approver, Manager, Finance, Viewer }

static class RoleWords
{
    /// <summary>As the database and sentences spell it.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();
}
