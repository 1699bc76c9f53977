using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Access;

/// <summary>A watch or followed log in work, with what is needed to ask again whether it may go on.</summary>
internal sealed class LongRequest(RequestInfo info, UserInfo caller, UserInfo user) : IDisposable
{
    private readonly CancellationTokenSource _revoked = new();

    /// <summary>What it is about.</summary>
    public RequestInfo Info { get; } = info;

    /// <summary>Who sends it, as authenticated.</summary>
    public UserInfo Caller { get; } = caller;

    /// <summary>As whom it acts: the caller, or whom the caller impersonates.</summary>
    public UserInfo User { get; } = user;

    /// <summary>Ends when the right to go on is gone.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <summary>Ends the request; one that is over stays so.</summary>
    public async Task RevokeAsync()
    {
        try
        {
            await _revoked.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _revoked.Dispose();
}
