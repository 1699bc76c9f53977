using Kuscia.Psi.Channels;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>A way to find the common keys of two tables without showing the others.</summary>
internal interface IIntersectionProtocol
{
    /// <summary>The name both engines must agree on; it stands for all parameters that are fixed.</summary>
    string Name { get; }

    /// <summary>Runs the protocol.</summary>
    /// <param name="keys">Digests of the own distinct keys, read once.</param>
    /// <param name="rows">The bound of own rows to announce; asked once, after all keys were read.</param>
    /// <param name="roles">Who learns the result.</param>
    /// <param name="channel">The way to the partner.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="PsiException">The partner sent what cannot be true, or stopped.</exception>
    Task<Intersection> RunAsync(
        IAsyncEnumerable<DigestBlock> keys, Func<long> rows, ReceiverRoles roles, IPeerChannel channel, CancellationToken cancellationToken);
}
