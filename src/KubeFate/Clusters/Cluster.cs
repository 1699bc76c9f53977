using System.Text.Json.Nodes;
using KubeFate.Wire;

namespace KubeFate.Clusters;

/// <summary>One Helm release that the service looks after.</summary>
internal sealed record Cluster
{
    public BaseFields Base { get; init; } = new();

    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public string ChartName { get; init; } = "";

    public string ChartVersion { get; init; } = "";

    /// <summary>cluster.yaml as it came.</summary>
    public string Values { get; init; } = "";

    /// <summary>cluster.yaml, parsed.</summary>
    public JsonObject Spec { get; init; } = [];

    /// <summary>How often an installation or update succeeded.</summary>
    public int Revision { get; init; }

    /// <summary>The count of upgrades that clients see.</summary>
    public int HelmRevision { get; init; }

    public ClusterStatus Status { get; init; }

    /// <summary>The namespace that Helm and the modules are looked for in.</summary>
    public string PlaceName => Namespace.Length == 0 ? "default" : Namespace;

    public JsonObject ToJson(JsonObject? info = null)
    {
        JsonObject answer = new()
        {
            ["uuid"] = Uuid,
            ["name"] = Name,
            ["namespaces"] = Namespace,
            ["chart_name"] = ChartName,
            ["chart_version"] = ChartVersion,
            ["values"] = Values,
        };
        if (Spec.Count > 0)
        {
            answer[nameof(Spec)] = Spec.DeepClone();
        }

        answer["revision"] = Revision;
        answer["helm_revision"] = HelmRevision;
        answer["chart_values"] = null;
        answer["status"] = Status.ToString();
        if (info is not null)
        {
            answer["Info"] = info;
        }

        return Base.AddTo(answer);
    }
}
