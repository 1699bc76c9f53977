using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Which domains may call a port.</summary>
internal static class AccessDomains
{
    /// <summary>The value of the annotation <c>access-domain</c>: empty where there is one party alone.</summary>
    /// <param name="policy">What the template says; null lets all parties to ports that partners may reach.</param>
    /// <param name="port">The port.</param>
    /// <param name="parties">All parties, in the order written.</param>
    public static string Of(NetworkPolicy? policy, AppPort port, IReadOnlyCollection<(string Domain, string Role)> parties)
    {
        if (parties.Count <= 1)
        {
            return "";
        }

        if (policy is null)
        {
            return port.Scope == WellKnownNames.ClusterScope ? string.Join(',', parties.Select(p => p.Domain).Distinct()) : "";
        }

        HashSet<string> roles = [.. (policy.Ingresses ?? []).Where(i => (i.Ports ?? []).Any(p => p.Port == port.Name)).SelectMany(i => i.From?.Roles ?? [])];
        return string.Join(',', parties.Where(p => roles.Contains(p.Role)).Select(p => p.Domain).Distinct());
    }
}
