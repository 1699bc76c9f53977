using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record WriteConfigRequest
{
    public IReadOnlyList<ConfigEntryMessage> Data { get; set; } = [];
}

internal sealed record ConfigEntryMessage
{
    public string Key { get; set; } = "";
    public string Value { get; set; } = "";
}

internal sealed record ConfigKeyRequest
{
    public string Key { get; set; } = "";
}

internal sealed record ConfigKeysRequest
{
    public IReadOnlyList<string> Keys { get; set; } = [];
}

/// <summary>Key and value stand beside the status, not in data (wire contract).</summary>
internal sealed record QueryConfigReply
{
    public ReplyStatus Status { get; set; } = ReplyStatus.Success;
    public string Key { get; set; } = "";
    public string Value { get; set; } = "";
}
