using System.Security.Cryptography.X509Certificates;
using Kuscia.Operations.Envelopes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.DataMesh.Http;

/// <summary>Who calls: a task, by the certificate that its pod got, or whoever holds another certificate of the node's CA. Whether it may is settled by the handshake.</summary>
internal static class MeshCaller
{
    /// <summary>The organizational unit in the certificates of pods.</summary>
    private const string PodUnit = "external";

    private const string UnitOid = "2.5.4.11";
    private const string NameOid = "2.5.4.3";

    public static Caller Of(HttpContext context, string domain)
    {
        Caller owner = new(domain, IsOwner: true);
        return context.Connection.ClientCertificate is { } certificate && ValueOf(certificate, UnitOid) == PodUnit
            ? owner with { Task = ValueOf(certificate, NameOid) ?? "" }
            : owner;
    }

    private static string? ValueOf(X509Certificate2 certificate, string oid) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(n => !n.HasMultipleElements && n.GetSingleElementType().Value == oid)
            .Select(n => n.GetSingleElementValue())
            .FirstOrDefault();
}
