using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Admission;

/// <summary>Who asks for a certificate is told by the server, never by the request: a signer elsewhere decides by it.</summary>
internal static class SigningRequests
{
    private static readonly string[] OfCaller = ["username", "uid", "groups", "extra"];

    /// <summary>Writes the caller into a new CertificateSigningRequest and keeps it there.</summary>
    public static void Sign(AdmissionRequest request)
    {
        if (request.Kind.Kind is not { Group: "certificates.k8s.io", Kind: "CertificateSigningRequest" } || request.Subresource is not null)
        {
            return;
        }

        JsonObject spec = request.Object.Ensure("spec");
        JsonObject? before = request.OldObject.Child("spec");
        foreach (string member in OfCaller)
        {
            spec.Remove(member);
            if (before?[member] is JsonNode kept)
            {
                spec[member] = kept.DeepClone();
            }
        }

        if (request.Operation == AdmissionOperation.Create)
        {
            spec["username"] = request.User.Name;
            spec["groups"] = new JsonArray([.. request.User.Groups.Select(g => (JsonNode)g)]);
        }
    }
}
