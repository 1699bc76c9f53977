using System.Text.Json;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Probes;

/// <summary>A probe with its times and thresholds; defaults are those of Kubernetes.</summary>
internal sealed record ProbeSpec
{
    public required ProbeHandler Handler { get; init; }
    public required TimeSpan InitialDelay { get; init; }
    public required TimeSpan Period { get; init; }
    public required TimeSpan Timeout { get; init; }
    public required int SuccessThreshold { get; init; }
    public required int FailureThreshold { get; init; }

    /// <summary>Time to end before the kill when the probe names its own; null takes the pod's.</summary>
    public TimeSpan? TerminationGrace { get; init; }

    /// <summary>Reads a probe of a container; null when there is none.</summary>
    /// <exception cref="ContainerStartException">The probe cannot be used.</exception>
    public static ProbeSpec? Read(JsonElement? given, Container container, string name)
    {
        if (given is not { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } probe)
        {
            return null;
        }

        ProbeHandler handler = ProbeHandler.Read(probe, container, name)
            ?? throw new ContainerStartException($"{name} of container {container.Name}: missing probe handler; it needs one of exec, httpGet, tcpSocket and grpc");
        return new ProbeSpec
        {
            Handler = handler,
            InitialDelay = Seconds(probe, "initialDelaySeconds", 0, 0),
            Period = Seconds(probe, "periodSeconds", 10, 1),
            Timeout = Seconds(probe, "timeoutSeconds", 1, 1),
            SuccessThreshold = Number(probe, "successThreshold", 1, 1),
            FailureThreshold = Number(probe, "failureThreshold", 3, 1),
            TerminationGrace = probe.TryGetProperty("terminationGracePeriodSeconds", out _) ? Seconds(probe, "terminationGracePeriodSeconds", 0, 0) : null,
        };
    }

    private static TimeSpan Seconds(JsonElement probe, string member, int fallback, int least) => TimeSpan.FromSeconds(Number(probe, member, fallback, least));

    // A member of 0 counts as not given, as the API says.
    private static int Number(JsonElement probe, string member, int fallback, int least) =>
        probe.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least ? number : fallback;
}
