namespace Agency.Approvals;

/// <summary>The catalogue of operations that need a second person, each with the words that a sentence about it begins with.</summary>
public static class OperationNames
{
    static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["talent.removed"] = "Moving a talent to the trash",
        ["deal.removed"] = "Moving a deal to the trash",
        ["company.removed"] = "Moving a company to the trash",
        ["contact.removed"] = "Moving a contact to the trash",
        ["company.merged"] = "Merging two companies",
        ["contact.merged"] = "Merging two contacts",
        ["trash.restored"] = "Restoring from the trash",
        ["trash.purged"] = "Purging the trash",
        ["rows.edited"] = "Editing many rows at once",
        ["file.imported"] = "Importing a file over what is there",
        ["rows.rewound"] = "Taking rows back to an earlier moment",
        ["talent.rewound"] = "Taking a talent back to an earlier moment",
        ["tables.rewound"] = "Taking whole tables back to an earlier moment",
        ["table.rebuilt"] = "Rebuilding a table from its history",
        ["table.unprotected"] = "Taking a table out of history and guard",
        ["commit.reverted"] = "Reverting a commit",
        ["request.undone"] = "Undoing a request",
        ["payout.approved"] = "Approving payouts",
        ["payout.cancelled"] = "Cancelling a payout",
        ["bank_account.approved"] = "Approving bank details",
        ["policy.changed"] = "Changing a policy so that it asks for less",
        ["role.given"] = "Giving the approver role",
        ["delegation.given"] = "Letting somebody decide for another",
        ["holder.named"] = "Naming who may break the glass",
        ["account.linked"] = "Linking a sign-in to another person",
        ["email.added"] = "Adding an e-mail to a person",
        ["person.deactivated"] = "Deactivating a person",
        ["person.erased"] = "Erasing a person's values",
    };

    /// <summary>As <c>talent.removed</c>, in the order in which a list offers them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_words.Keys];

    /// <summary>"Moving a talent to the trash"; * is every operation.</summary>
    public static string Words(string operation) => operation == "*" ? "Whatever destroys" : s_words.GetValueOrDefault(operation, operation);
}
