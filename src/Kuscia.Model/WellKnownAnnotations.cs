namespace Kuscia.Model;

/// <summary>Annotation keys of the kuscia API.</summary>
public static class WellKnownAnnotations
{
    public const string Prefix = "kuscia.secretflow/";

    public const string Initiator = Prefix + "initiator";
    public const string SelfClusterAsInitiator = Prefix + "self-cluster-as-initiator";
    public const string SelfClusterAsParticipant = Prefix + "self-cluster-as-participant";
    public const string InterconnKusciaParties = Prefix + "interconn-kuscia-parties";
    public const string InterconnBfiaParties = Prefix + "interconn-bfia-parties";
    public const string InterconnSelfParties = Prefix + "interconn-self-parties";
    public const string InitiatorMasterDomain = Prefix + "initiator-master-domain";
    public const string PartyMasterDomain = Prefix + "party-master-domain";
    public const string TaskSummaryResourceVersion = Prefix + "tasksummary-resource-version";
    public const string JobId = Prefix + "job-id";
    public const string TaskId = Prefix + "task-id";
    public const string TaskAlias = Prefix + "task-alias";
    public const string TaskResourceGroup = Prefix + "task-resource-group";
    public const string TaskResource = Prefix + "task-resource";
    public const string TaskResourceReservingTimestamp = Prefix + "taskresource-reserving-timestamp";
    public const string AccessDomain = Prefix + "access-domain";
    public const string Protocol = Prefix + "protocol";
    public const string ReadyTime = Prefix + "ready-time";
    public const string StickySessionCookie = Prefix + "sticky-session-cookie";
    public const string StickySessionTtl = Prefix + "sticky-session-ttl";
    public const string ConfigTemplateVolumes = Prefix + "config-template-volumes";
    public const string ConfigTemplateValueCmName = Prefix + "config-template-value-cm-name";
    public const string ConfigValueCompressFieldsName = Prefix + "config-value-compress-fields-name";
    public const string ImageId = Prefix + "image-id";
    public const string AllocatedPorts = Prefix + "allocated-ports";
    /// <summary>On a pod, written by its node: see <see cref="Resources.PodPorts"/>.</summary>
    public const string PodPorts = Prefix + "pod-ports";
    public const string AffinityMode = Prefix + "affinity-mode";

    /// <summary>Followed by the destination domain; the value is KiB per second.</summary>
    public const string BandwidthLimitPrefix = Prefix + "bandwidth-limit-";
}
