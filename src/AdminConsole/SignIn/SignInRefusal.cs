namespace AdminConsole.SignIn;

/// <summary>Why a sign-in was refused. The page knows the sentences; an address carries only the word.</summary>
public enum SignInRefusal
{
    State, Denied, ProviderDown, NotTheProvider, Code, NoToken, Issuer, Audience, Expired, Signature, Nonce, Token, NotFresh, OtherPerson,
    EmailNotVerified, NobodyHasTheEmail, SeveralHaveTheEmail, HasAnotherAccount, NotActive, NoRole, RolesRefused,
}

/// <summary>The provider's word, or what was made of it on the way, cannot be accepted. The message is for the log.</summary>
sealed class SignInRefusedException(SignInRefusal refusal, string message, Exception? inner = null) : Exception(message, inner)
{
    public SignInRefusal Refusal => refusal;
}

static class SignInRefusals
{
    public static (string Title, string Sentence) Words(this SignInRefusal refusal) => refusal switch
    {
        SignInRefusal.State => ("This sign-in was not begun here, or was used already", "The answer does not belong to a sign-in of this browser. Begin again below."),
        SignInRefusal.Denied => ("The provider did not let you in", "You cancelled, or your organisation does not allow you this console."),
        SignInRefusal.ProviderDown => ("The provider does not answer", "Nothing is wrong with your account. Try again in a moment; the console itself runs."),
        SignInRefusal.NotTheProvider => ("This is not the provider that was asked", "The answer names another provider than the console is set up for. Tell an admin."),
        SignInRefusal.Code => ("The provider took its answer back", "The code it gave was used already, is too old, or was not meant for this console. Begin again below."),
        SignInRefusal.NoToken => ("The provider did not say who you are", "Its answer held no identity. Tell an admin."),
        SignInRefusal.Issuer => ("The identity comes from somebody else", "It names another issuer than the provider that was asked. Tell an admin."),
        SignInRefusal.Audience => ("The identity was made for another application", "It does not name this console. Tell an admin."),
        SignInRefusal.Expired => ("The identity has expired", "Begin again below. If it happens again, a clock is wrong, here or at the provider."),
        SignInRefusal.Signature => ("The identity is not signed by the provider", "Its signature is missing, or made with a key that is not the provider's. Tell an admin."),
        SignInRefusal.Nonce => ("The identity belongs to another sign-in", "It answers a question that this browser did not ask. Begin again below."),
        SignInRefusal.Token => ("The identity does not hold", "Something about it contradicts itself; the console's log says what. Tell an admin."),
        SignInRefusal.NotFresh => ("The provider did not ask you again", "A fresh sign-in was needed, and it does not say that you proved just now who you are. Tell an admin."),
        SignInRefusal.OtherPerson => ("That was somebody else", "Sign in again as the person who is signed in, or sign out first."),
        SignInRefusal.EmailNotVerified => ("Your e-mail address is not verified", "The console knows people by their address, and the provider does not vouch for yours. Verify it there, then come back."),
        SignInRefusal.NobodyHasTheEmail => ("Nobody here has your e-mail address", "An admin has to add you first, with the address you sign in with."),
        SignInRefusal.SeveralHaveTheEmail => ("Several people here have your e-mail address", "It must be one person's alone before anybody signs in with it. Tell an admin."),
        SignInRefusal.HasAnotherAccount => ("Your e-mail address belongs to another account", "Somebody signed in with this address and another account before. Tell an admin, who can take that account away."),
        SignInRefusal.NotActive => ("Your account here is not active", "An admin can tell you why, and change it."),
        SignInRefusal.NoRole => ("You hold no role here", "Nothing is open to you until an admin, or a group at the provider, gives you one."),
        SignInRefusal.RolesRefused => ("Your roles could not be taken over", "The provider would take or give a role that a rule of the console does not let go; its log says which. Tell an admin."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal nobody has words for"),
    };
}
