using Agency;
using Radzen;

namespace AdminConsole.Shared;

/// <summary>The one place where an outcome becomes what the person reads.</summary>
public sealed class Feedback(NotificationService notes)
{
    /// <summary>Says what came of a command; answers whether it did what was asked.</summary>
    public bool Show(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Done done:
                notes.Notify(NotificationSeverity.Success, done.Message);
                return true;
            case Outcome.AwaitingApproval:
                notes.Notify(NotificationSeverity.Info, "Submitted. Nothing changes until somebody else approves it.");
                return true;
            case Outcome.Refused refused:
                notes.Notify(NotificationSeverity.Warning, "Not done", refused.Because, duration: 12_000);
                return false;
            case Outcome.Conflict conflict:
                notes.Notify(NotificationSeverity.Warning, "Not saved", conflict.Because, duration: 12_000);
                return false;
            default:
                throw new InvalidOperationException($"An outcome nobody has words for: {outcome}");
        }
    }
}
