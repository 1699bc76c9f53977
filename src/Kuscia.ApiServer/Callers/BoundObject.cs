namespace Kuscia.ApiServer.Callers;

/// <summary>The Pod or Secret with which a token ends.</summary>
/// <param name="Kind"><c>Pod</c> or <c>Secret</c>.</param>
/// <param name="Name">Its name, in the namespace of the account.</param>
/// <param name="Uid">Its identity: another object of the same name does not count.</param>
internal sealed record BoundObject(string Kind, string Name, string Uid)
{
    /// <summary>The plural of the kind, as paths have it.</summary>
    public string Plural => Kind == "Pod" ? "pods" : "secrets";

    /// <summary>The name of the claim.</summary>
    public string Claim => Kind == "Pod" ? "pod" : "secret";
}
