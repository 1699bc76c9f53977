using System.Text;
using System.Text.Json.Nodes;

namespace KubeFate.Clusters;

/// <summary>What a person asks for when a cluster is installed or updated.</summary>
internal sealed record ClusterArgs
{
    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string ChartName { get; init; } = "";

    public string ChartVersion { get; init; } = "";

    /// <summary>Whether a release of that name is uninstalled first.</summary>
    public bool Cover { get; init; }

    /// <summary>cluster.yaml; null when there was none.</summary>
    public byte[]? Data { get; init; }

    /// <summary>Whether the release of the upgrade manager stays.</summary>
    public bool KeepUpgradeJob { get; init; }

    /// <summary>cluster.yaml as text.</summary>
    public string Text => Encoding.UTF8.GetString(Data ?? []);

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["namespace"] = Namespace,
        ["chart_name"] = ChartName,
        ["chart_version"] = ChartVersion,
        ["cover"] = Cover,
        ["data"] = Data is null ? null : Convert.ToBase64String(Data),
        ["Keep_upgrade_job"] = KeepUpgradeJob,
    };
}
