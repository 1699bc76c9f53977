using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Controllers.Tasks;

/// <summary>Names of task services; both clusters compute the same (specification, control plane §3.5).</summary>
internal static class ServiceNames
{
    private const int MaxLength = 63;
    private const int HashLength = 16;

    public static string For(string prefix, string port)
    {
        string trimmed = prefix.Trim('-');
        string name = $"{trimmed}-{port}".Trim('-');
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            name = "svc-" + name;
        }

        if (name.Length <= MaxLength)
        {
            return name;
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trimmed)))[..HashLength];
        int kept = Math.Clamp(MaxLength - HashLength - port.Length - 6, 0, trimmed.Length);
        return $"svc-{trimmed[..kept]}-{hash}-{port}";
    }

    public static bool IsExposed(string? scope) => scope is "Cluster" or "Domain";
}
