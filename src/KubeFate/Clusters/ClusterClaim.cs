using System.Security.Cryptography;
using System.Text;

namespace KubeFate.Clusters;

/// <summary>
/// What a cluster that is not deleted holds of its name and namespace. The database lets it be held once, so two services that install one name at the same moment cannot both
/// succeed. A digest: it has one length, and databases that compare texts without regard to case compare it exactly.
/// </summary>
internal static class ClusterClaim
{
    public static string Of(string name, string ns) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ns}/{name}")));
}
