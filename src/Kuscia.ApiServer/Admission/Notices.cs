using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Meta;

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

        if (Misplaced(request) is { } home)
        {
            yield return $"{request.Kind.Kind.Kind} \"{request.Name}\" is in namespace \"{request.Namespace}\", where nothing acts on it: create it in {home}";
        }
        else if (request.Kind.Kind.Kind == "KusciaTask" && !(IsMarked(request, "labels") && IsMarked(request, "annotations")))
        {
            yield return $"KusciaTask \"{request.Name}\" has no label or no annotation, so nothing acts on it: a KusciaJob makes its tasks itself; create one";
        }
    }

    private static bool IsMarked(AdmissionRequest request, string map) => request.Object["metadata"]?[map] is JsonObject { Count: > 0 };

    // Stored all the same: a peer of other make may act on it.
    private static string? Misplaced(AdmissionRequest request) => request.Kind switch
    {
        { HomeNamespace: { } home } when request.Namespace is { } @namespace && @namespace != home => $"namespace \"{home}\"",
        { IsOfDomain: true } when DomainNames.IsSystem(request.Namespace ?? "") => "the namespace of the domain that it is for",
        _ => null,
    };
}
