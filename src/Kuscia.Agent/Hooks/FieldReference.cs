using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Values of <c>fieldRef</c> paths of a pod.</summary>
internal static class FieldReference
{
    /// <summary>The value; throws <see cref="PodConfigException"/> for a path that is not supported.</summary>
    public static string Read(Pod pod, string path, string hostAddress, string podAddress) => path switch
    {
        "metadata.name" => pod.Metadata.Name ?? "",
        "metadata.namespace" => pod.Metadata.Namespace ?? "",
        "metadata.uid" => pod.Metadata.Uid ?? "",
        "spec.nodeName" => pod.Spec?.NodeName ?? "",
        "spec.serviceAccountName" => pod.Spec?.ServiceAccountName ?? "",
        "status.hostIP" or "status.hostIPs" => hostAddress,
        "status.podIP" or "status.podIPs" => podAddress,
        _ when Key(path, "metadata.labels") is { } label => pod.Metadata.Label(label) ?? "",
        _ when Key(path, "metadata.annotations") is { } annotation => pod.Metadata.Annotation(annotation) ?? "",
        _ => throw new PodConfigException($"fieldRef '{path}' is not supported; supported are metadata.name, metadata.namespace, metadata.uid, metadata.labels['key'], metadata.annotations['key'], spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP"),
    };

    private static string? Key(string path, string member) =>
        path.StartsWith(member + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) && path.Length >= member.Length + 4
            ? path[(member.Length + 2)..^2]
            : null;
}
