using Kuscia.ApiServer.Resources;
using Kuscia.Model;

namespace Kuscia.ApiServer.Admission;

/// <summary>What a writer should know although the write is right: shown by clients as a warning.</summary>
internal static class Notices
{
    /// <summary>The notices about a new object; who changes one knows it already.</summary>
    public static IEnumerable<string> Of(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create)
        {
            yield break;
        }

        if (request.Kind.StoredOnly is { } why)
        {
            yield return $"{request.Kind.Kind.Kind} \"{request.Name}\" {why}";
        }

        bool job = request.Kind.Kind is { Group: Kinds.KusciaGroup, Kind: "KusciaJob" };
        if (job && request.Namespace is not (null or WellKnownNames.CrossDomainNamespace))
        {
            yield return $"KusciaJob \"{request.Name}\" is in namespace \"{request.Namespace}\", where nothing runs it: create jobs in namespace \"{WellKnownNames.CrossDomainNamespace}\"";
        }
    }
}
