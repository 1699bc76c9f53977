namespace KubeFate.Verify;

/// <summary>A way that something of a cluster needs.</summary>
/// <param name="From">Who needs it.</param>
/// <param name="To">Who it leads to: a service of the cluster, or a partner.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="IsGrpc">Whether HTTP/2 has to answer there.</param>
internal sealed record Edge(string From, string To, string Host, int Port, bool IsGrpc);
