using System.Security.Claims;
using Agency.History;
using Agency.People;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AdminConsole.SignIn;

/// <summary>Who an open page belongs to, read again every few seconds and whenever something about the person's sign-ins or roles is announced:
/// a role taken away, a person deactivated or a session ended is known to every open page.</summary>
sealed class CircuitAuthentication : ServerAuthenticationStateProvider, IDisposable
{
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(3);

    readonly SessionService _sessions;
    readonly HistoryFeed _feed;
    readonly ILogger<CircuitAuthentication> _log;
    readonly CancellationTokenSource _end = new();
    readonly SemaphoreSlim _announced = new(0);

    public CircuitAuthentication(SessionService sessions, HistoryFeed feed, ILogger<CircuitAuthentication> log) => (_sessions, _feed, _log) = (sessions, feed, log);

    /// <summary>The session as it was read last; null before the first reading, and once it is over.</summary>
    public OpenSession? Session { get; private set; }

    /// <summary>The session has been read again.</summary>
    public event EventHandler? Read;

    /// <summary>Begins to read it again and again; for a circuit, which stays open, not for a page that is only rendered.</summary>
    public async Task FollowAsync()
    {
        var person = (await GetAuthenticationStateAsync()).User;
        if (person.SessionId() is { } id && person.PersonId() is { } personId)
            _ = FollowAsync(id, personId, person);
    }

    /// <summary>The person does something here, so the session is used.</summary>
    public async Task UseAsync(CancellationToken ct)
    {
        if (Session is { } session)
            await _sessions.UseAsync(session.Id, ct);
    }

    public void ReadNow()
    {
        if (_announced.CurrentCount == 0)
            _announced.Release();
    }

    async Task FollowAsync(Guid id, Guid personId, ClaimsPrincipal known)
    {
        using var watch = _feed.Watch($"people/{personId}", () =>
        {
            ReadNow();
            return Task.CompletedTask;
        });
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Session = await _sessions.FindAsync(id, _end.Token);
                if (Session is null)
                {
                    SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
                    Read?.Invoke(this, EventArgs.Empty);
                    return;
                }
                var now = SessionPrincipal.Of(Session);
                if (!Same(known, now))
                    SetAuthenticationState(Task.FromResult(new AuthenticationState(known = now)));
                Read?.Invoke(this, EventArgs.Empty);
                await _announced.WaitAsync(s_pause, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            // A database that is away refuses every command by itself; the page is not taken away from whoever types on it.
            catch (Exception e)
            {
                _log.LogWarning(e, "A session could not be read again");
                await Task.Delay(s_pause, CancellationToken.None);
            }
        }
    }

    static bool Same(ClaimsPrincipal one, ClaimsPrincipal other) =>
        one.Claims.Select(claim => (claim.Type, claim.Value)).SequenceEqual(other.Claims.Select(claim => (claim.Type, claim.Value)));

    public void Dispose() => _end.Cancel();
}
