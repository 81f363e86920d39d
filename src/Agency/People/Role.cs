namespace Agency.People;

/// <summary>What a person may do: an admin edits and asks, an approver decides, a manager reads the analytics, finance pays, a viewer looks.</summary>
public enum Role { Admin, Approver, Manager, Finance, Viewer }
