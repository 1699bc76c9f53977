namespace Kuscia.Api.Messages;

internal sealed record DomainRequest
{
    public string DomainId { get; init; } = "";
}

internal sealed record DomainDataOut
{
    public string DomainId { get; init; } = "";
    public string Role { get; init; } = "";
    public string Cert { get; init; } = "";
    public IReadOnlyList<NodeStatusMessage> NodeStatuses { get; init; } = [];
    public IReadOnlyList<DeployTokenMessage> DeployTokenStatuses { get; init; } = [];
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    public AuthCenterMessage? AuthCenter { get; init; }
    public string MasterDomainId { get; init; } = "";
}

internal sealed record NodeStatusMessage
{
    public string Name { get; init; } = "";
    public string Status { get; init; } = "";
    public string Version { get; init; } = "";
    public string LastHeartbeatTime { get; init; } = "";
    public string LastTransitionTime { get; init; } = "";
}

internal sealed record DeployTokenMessage
{
    public string Token { get; init; } = "";
    public string State { get; init; } = "";
    public string LastTransitionTime { get; init; } = "";
}

internal sealed record AuthCenterMessage
{
    public string AuthenticationType { get; init; } = "";
    public string TokenGenMethod { get; init; } = "";
}
