using Kuscia.Hosting.Listeners;

namespace Kuscia.Operations.Envelopes;

/// <summary>What tells one API from another where a request fails before its operation, and in its side pages.</summary>
public sealed record EndpointContract
{
    /// <summary>Name in <c>/probe</c>.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Text of <c>/version</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The domain, shown in <c>/probe</c>.</summary>
    public required string DomainId { get; init; }

    /// <summary>Code of a request that breaks a rule of its operation.</summary>
    public required int Invalid { get; init; }

    /// <summary>Code of a body that cannot be read, and of a failure nobody foresaw.</summary>
    public required int Unexpected { get; init; }

    /// <summary>True writes these failures as <c>{"code","message"}</c>, without the member <c>status</c>.</summary>
    public bool FlatFaults { get; init; }

    /// <summary>Largest request body in bytes.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>How long the caller of a stream may take nothing of it; default 60 s.</summary>
    public TimeSpan MaxStall { get; init; } = ResponseBody.MaxStall;
}
