namespace Kuscia.Api.Messages;

internal sealed record DomainRequest
{
    public string DomainId { get; set; } = "";
}

internal sealed record WriteDomainRequest
{
    public string DomainId { get; set; } = "";
    public string Role { get; set; } = "";
    public string Cert { get; set; } = "";
    public AuthCenterMessage? AuthCenter { get; set; }
    public string MasterDomainId { get; set; } = "";
}

internal sealed record BatchQueryDomainRequest
{
    public IReadOnlyList<string> DomainIds { get; set; } = [];
}

internal sealed record BatchQueryDomainData
{
    public IReadOnlyList<DomainMessage> Domains { get; set; } = [];
}

internal sealed record DomainMessage
{
    public string DomainId { get; set; } = "";
    public string Role { get; set; } = "";
    public string Cert { get; set; } = "";
    public IReadOnlyList<NodeStatusMessage> NodeStatuses { get; set; } = [];
}

internal sealed record DomainDataOut
{
    public string DomainId { get; set; } = "";
    public string Role { get; set; } = "";
    public string Cert { get; set; } = "";
    public IReadOnlyList<NodeStatusMessage> NodeStatuses { get; set; } = [];
    public IReadOnlyList<DeployTokenMessage> DeployTokenStatuses { get; set; } = [];
    public IReadOnlyDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
    public AuthCenterMessage? AuthCenter { get; set; }
    public string MasterDomainId { get; set; } = "";
}

internal sealed record NodeStatusMessage
{
    public string Name { get; set; } = "";
    public string Status { get; set; } = "";
    public string Version { get; set; } = "";
    public string LastHeartbeatTime { get; set; } = "";
    public string LastTransitionTime { get; set; } = "";
}

internal sealed record DeployTokenMessage
{
    public string Token { get; set; } = "";
    public string State { get; set; } = "";
    public string LastTransitionTime { get; set; } = "";
}

internal sealed record AuthCenterMessage
{
    public string AuthenticationType { get; set; } = "";
    public string TokenGenMethod { get; set; } = "";
}
