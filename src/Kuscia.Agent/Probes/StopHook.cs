using System.Text.Json;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Probes;

/// <summary>What a container wants to be done before it is told to end (<c>lifecycle.preStop</c>).</summary>
/// <param name="Handler">The call to make; null for a wait alone.</param>
/// <param name="Sleep">Time to wait.</param>
internal sealed record StopHook(ProbeHandler? Handler, TimeSpan Sleep)
{
    /// <summary>The hook of a container; null when it has none.</summary>
    /// <exception cref="ContainerStartException">The hook cannot be used.</exception>
    public static StopHook? Of(Container container)
    {
        if (Lifecycle(container, "preStop") is not { } hook)
        {
            return null;
        }

        if (hook.TryGetProperty("sleep", out JsonElement sleep) && sleep.TryGetProperty("seconds", out JsonElement seconds) && seconds.TryGetInt64(out long time) && time >= 0)
        {
            return new StopHook(null, TimeSpan.FromSeconds(Math.Min(time, int.MaxValue)));
        }

        ProbeHandler handler = ProbeHandler.Read(hook, container, "lifecycle.preStop")
            ?? throw new ContainerStartException($"lifecycle.preStop of container {container.Name} needs one of exec, httpGet and sleep");
        return new StopHook(handler, TimeSpan.Zero);
    }

    /// <summary>A member of <c>lifecycle</c>, or null.</summary>
    public static JsonElement? Lifecycle(Container container, string member) =>
        container.Extra is { } extra && extra.TryGetValue("lifecycle", out JsonElement lifecycle) && lifecycle.ValueKind == JsonValueKind.Object
        && lifecycle.TryGetProperty(member, out JsonElement hook) && hook.ValueKind == JsonValueKind.Object ? hook : null;
}
