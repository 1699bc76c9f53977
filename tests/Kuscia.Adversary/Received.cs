namespace Kuscia.Adversary;

/// <summary>A request that a victim sent to a hostile host.</summary>
/// <param name="Host">Logical host.</param>
/// <param name="Method">Method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">Text of the body.</param>
public sealed record Received(string Host, string Method, string Target, string Body)
{
    public override string ToString() => $"{Method} {Host} {Target}";
}
