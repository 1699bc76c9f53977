using KubeFate.Charts;
using KubeFate.Clusters;
using KubeFate.Settings;

namespace KubeFate.Jobs;

/// <summary>What jobs work with.</summary>
internal sealed record JobTools(
    JobTable Jobs, ClusterTable Clusters, ChartCatalog Charts, HelmReleases Releases, KubeAccess Access, ServiceSettings Settings, TimeProvider Clock);
