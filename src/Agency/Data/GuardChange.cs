namespace Agency.Data;

/// <summary>Marks the transaction as one that may change what the guard protects. The session must be a superuser's, or one that may act as agency_guard.
/// Where the guard is not there yet, nothing happens.</summary>
static class GuardChange
{
    public const string Begin = "do $$ begin if to_regclass('guard.migrating') is not null then set local role agency_guard; perform guard.begin_change(); set local role none; end if; end $$";

    public const string End = "do $$ begin if to_regclass('guard.migrating') is not null then set local role agency_guard; perform guard.end_change(); set local role none; end if; end $$";

    /// <summary>Keeps what is there as what must be there.</summary>
    public const string Remember = "do $$ begin if to_regproc('guard.remember') is not null then set local role agency_guard; perform guard.remember(); set local role none; end if; end $$";

    public const string RaiseAlarms = "do $$ begin if to_regproc('guard.watch') is not null then perform guard.watch(9223372036854775807, 9223372036854775807); end if; end $$";
}
