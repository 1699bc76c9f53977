using System.Collections.Frozen;

namespace Kuscia.Operations.Envelopes;

/// <summary>Members of requests and answers whose values are shown in no log line and no error text.</summary>
public static class SecretMembers
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "password", "access_key_id", "access_key_secret", "accesskeyid", "accesskeysecret", "token", "source_client_private_key", "sourceclientprivatekey", "key",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>True when the member holds a secret.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
