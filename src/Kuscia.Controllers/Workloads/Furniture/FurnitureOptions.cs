namespace Kuscia.Controllers.Workloads.Furniture;

/// <summary>What clients need to know of the API to reach it from inside.</summary>
public sealed record FurnitureOptions
{
    /// <summary>The certificate of the authority of the API server, as PEM.</summary>
    public required string RootCertificate { get; init; }

    /// <summary>The address at which the API server is reached.</summary>
    public required string Address { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }
}
