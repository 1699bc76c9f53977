using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Agent.Capacity;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Nodes;

/// <summary>Keeps the Node object of this agent: registers it, refreshes its status, removes it at the end.</summary>
internal sealed partial class NodeRegistration(AgentOptions options, string runtime, NodeCapacity capacity, IResourceClient client, TimeProvider time, ILogger<NodeRegistration> logger)
{
    private static readonly TimeSpan TakenRetry = TimeSpan.FromSeconds(5);

    private IReadOnlyList<Condition> _written = [];
    private long _writtenAt;
    private volatile NodeState _state = new(IsReady: false, RuntimeFault: null);

    /// <summary>Creates the Node or takes it over from an earlier start; waits while another machine owns the name.</summary>
    /// <exception cref="ModuleStartException">The name belongs to another domain.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Node? existing = await client.GetAsync(Kinds.Node, ResourceName.Cluster(options.NodeName), cancellationToken);
            if (existing is null)
            {
                if (await TryCreateAsync(cancellationToken))
                {
                    return;
                }

                continue;
            }

            string? domain = existing.Metadata.Label(NodeObject.DomainLabel);
            if (domain is not null && domain != options.DomainId)
            {
                throw new ModuleStartException($"duplicate node name with other domain: node '{options.NodeName}' belongs to domain '{domain}'; give this node another name");
            }

            if (!IsTaken(existing))
            {
                await TakeOverAsync(existing, cancellationToken);
                return;
            }

            Log.NameTaken(logger, options.NodeName);
            await Task.Delay(TakenRetry, time, cancellationToken);
        }
    }

    /// <summary>From now on the node says Ready.</summary>
    public Task SetReadyAsync(CancellationToken cancellationToken)
    {
        _state = _state with { IsReady = true };
        return RefreshAsync(force: true, cancellationToken);
    }

    /// <summary>The runtime cannot be reached, or can be reached again (null). What cannot be written now is written with the next refresh.</summary>
    public async Task SetRuntimeFaultAsync(string? fault, CancellationToken cancellationToken)
    {
        _state = _state with { RuntimeFault = fault };
        try
        {
            await RefreshAsync(force: false, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.RefreshFailed(logger, options.NodeName, e.Message);
        }
    }

    /// <summary>Refreshes the status until cancelled: at once when it changed, at least every few minutes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(AgentTimingOptions.NodeStatus, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RefreshAsync(force: time.GetElapsedTime(_writtenAt) >= AgentTimingOptions.NodeStatusForced, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RefreshFailed(logger, options.NodeName, e.Message);
            }
        }
    }

    /// <summary>Removes the Node; its pods on this machine are stopped by then.</summary>
    public async Task UnregisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(Kinds.Node, ResourceName.Cluster(options.NodeName), null, cancellationToken);
        }
        catch (Exception e) when (e is ResourceException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Log.UnregisterFailed(logger, options.NodeName, e.Message);
        }
    }

    private static bool IsTaken(Node node) =>
        node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready")?.Status == "True" && node.Status.NodeInfo?.MachineID is { Length: > 0 } id && id != MachineFacts.MachineId();

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            Node wanted = NodeObject.Build(options, runtime, capacity, Conditions());
            Node created = await client.CreateAsync(Kinds.Node, wanted, cancellationToken);
            if (created.Status?.NodeInfo is null)
            {
                await WriteStatusAsync(Conditions(), cancellationToken);
            }

            return true;
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            return false;
        }
    }

    private async Task TakeOverAsync(Node existing, CancellationToken cancellationToken)
    {
        _written = existing.Status?.Conditions ?? [];
        Node wanted = NodeObject.Build(options, runtime, capacity, Conditions());
        // Both members are always there in what Build returns.
        JsonNode whole = JsonSerializer.SerializeToNode(wanted, ModelJsonContext.Default.Node)!;
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["labels"] = whole["metadata"]!["labels"]!.DeepClone() },
            ["spec"] = new JsonObject { ["taints"] = whole["spec"]!["taints"]!.DeepClone(), ["unschedulable"] = null },
        };
        await client.PatchAsync(Kinds.Node, ResourceName.Cluster(options.NodeName), patch, null, cancellationToken);
        await WriteStatusAsync(Conditions(), cancellationToken);
    }

    private async Task RefreshAsync(bool force, CancellationToken cancellationToken)
    {
        IReadOnlyList<Condition> now = Conditions();
        if (force || !NodeConditions.SameStatus(_written, now))
        {
            await WriteStatusAsync(now, cancellationToken);
        }
    }

    private IReadOnlyList<Condition> Conditions() => NodeConditions.Read(_state, options.DataDirectory, _written, time.GetUtcNow());

    private async Task WriteStatusAsync(IReadOnlyList<Condition> conditions, CancellationToken cancellationToken)
    {
        Node node = new() { Status = NodeObject.Status(options, runtime, capacity, conditions) };
        JsonObject patch = new() { ["status"] = JsonSerializer.SerializeToNode(node, ModelJsonContext.Default.Node)!["status"]!.DeepClone() };
        try
        {
            await client.PatchAsync(Kinds.Node, ResourceName.Cluster(options.NodeName), patch, "status", cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            // Somebody deleted the node while it runs: it comes back.
            await TryCreateAsync(cancellationToken);
        }

        _written = conditions;
        _writtenAt = time.GetTimestamp();
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning, "Node name {Node} is in use by another machine that is Ready; it is tried again every 5 s")]
        public static partial void NameTaken(ILogger logger, string node);

        [LoggerMessage(3102, LogLevel.Warning, "Status of node {Node} was not written and is tried again: {Error}")]
        public static partial void RefreshFailed(ILogger logger, string node, string error);

        [LoggerMessage(3103, LogLevel.Warning, "Node {Node} was not removed from the API: {Error}")]
        public static partial void UnregisterFailed(ILogger logger, string node, string error);
    }
}
