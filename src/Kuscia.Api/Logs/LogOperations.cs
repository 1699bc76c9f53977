using Google.Protobuf.Reflection;
using Kuscia.Api.Forwarding;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Logs;

/// <summary>Logs of the own party's tasks, also after their pods are gone, and the node that a pod runs on.</summary>
internal sealed class LogOperations(IResourceClient client, IPodLogSource logs, KusciaApiOptions options, TimeProvider time)
{
    private const string NodePath = "/api/v1/log/node/query";
    private const string NoTask = "resource name may not be empty";
    private static readonly ServiceDescriptor Service = LogReflection.Descriptor.Services[0];

    private readonly TaskPods _pods = new(client);

    public IEnumerable<Operation> All() =>
    [
        Operation.CreateStream<QueryLogRequest, QueryLogResponse>("/api/v1/log/task/query", Service, QueryLogAsync),
        Operation.Create<QueryPodNodeRequest, QueryPodNodeResponse>(NodePath, Service, ErrorCodes.QueryPodNode, QueryNodeAsync),
    ];

    // An error is one message of the stream.
    private async Task QueryLogAsync(QueryLogRequest request, Caller caller, MessageSend<QueryLogResponse> send, CancellationToken cancellationToken)
    {
        (int code, string message) = await CopyAsync(request, caller, send, cancellationToken);
        if (code != 0)
        {
            await send(new QueryLogResponse { Status = Outcome.Failure(code, message) }, cancellationToken);
        }
    }

    private async Task<(int Code, string Message)> CopyAsync(QueryLogRequest request, Caller caller, MessageSend<QueryLogResponse> send, CancellationToken cancellationToken)
    {
        if (options.ControlPlaneOnly)
        {
            return (ErrorCodes.NotOnMaster, "kuscia master api not support this interface now");
        }

        try
        {
            RequestCheck.First(ErrorCodes.QueryLog, RequestCheck.Filled(request.TaskId, NoTask));
            RequestCheck.First(request.ReplicaIdx < 0 ? "replicate index invalid" : null);
            caller.Require(options.DomainId, $"domain {caller.Domain} may not read logs of {options.DomainId}");
            ResourceName pod = request.Local || await IsKnownToMasterAsync(request, cancellationToken)
                ? new ResourceName(options.DomainId, $"{request.TaskId}-{request.ReplicaIdx}")
                : await _pods.FindAsync(request.TaskId, options.DomainId, request.ReplicaIdx, request.Container, cancellationToken);
            await using LogChunks chunks = new(send, time, cancellationToken);
            PodLogOptions wanted = new() { Container = request.Container.Length > 0 ? request.Container : null, Follow = request.Follow };
            bool known = await logs.CopyToAsync(pod, wanted, chunks, cancellationToken);
            return known ? (0, "") : (ErrorCodes.QueryLog, $"no log of {pod.Name}{(request.Container.Length > 0 ? $", container {request.Container}," : "")} is kept on this node");
        }
        catch (RequestFaultException e)
        {
            return (ErrorCodes.RequestInvalid, e.Message);
        }
        catch (OperationFaultException e)
        {
            return (e.Code, e.Message);
        }
        catch (ResourceException e)
        {
            return (ErrorCodes.QueryLog, e.Message);
        }
    }

    // Tasks are the master's to know; on other nodes they are found in the own store.
    private async Task<bool> IsKnownToMasterAsync(QueryLogRequest request, CancellationToken cancellationToken)
    {
        if (options.Gateway is not { } gateway)
        {
            return false;
        }

        QueryPodNodeRequest question = new() { TaskId = request.TaskId, Domain = options.DomainId, ReplicaIdx = request.ReplicaIdx };
        QueryPodNodeResponse node = await new MasterApi(gateway).CallAsync<QueryPodNodeResponse>(NodePath, question, cancellationToken);
        return node.Status is not { Code: not 0 } refusal ? true : throw new OperationFaultException(refusal.Code, refusal.Message);
    }

    private async Task<QueryPodNodeResponse> QueryNodeAsync(QueryPodNodeRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string domain = request.Domain.Length > 0 ? request.Domain : options.DomainId;
        RequestCheck.First(ErrorCodes.QueryPodNode, RequestCheck.Filled(request.TaskId, NoTask));
        caller.Require(domain, $"domain {caller.Domain} may not see the pods of {domain}");
        TaskPodStatus pod = await _pods.StatusAsync(request.TaskId, domain, request.ReplicaIdx, ErrorCodes.QueryPodNode, cancellationToken);
        if (pod.NodeName is not { Length: > 0 } nodeName)
        {
            throw new OperationFaultException(ErrorCodes.QueryPodNode, $"task pod {domain}/{pod.PodName} status pending, please try later");
        }

        Node node = await client.GetAsync(Kinds.Node, ResourceName.Cluster(nodeName), cancellationToken)
            ?? throw Unknown(nodeName, $"failed to get k8s node, nodes \"{nodeName}\" not found");
        string address = node.Status?.Addresses?.FirstOrDefault(a => a.Type == "InternalIP")?.Address ?? throw Unknown(nodeName, $"internal ip not exists in node {nodeName}");
        return new QueryPodNodeResponse { NodeName = nodeName, NodeIp = address };

        static OperationFaultException Unknown(string node, string why) => new(ErrorCodes.QueryPodNode, $"failed to get node ip for node {node}, err: {why}");
    }
}
