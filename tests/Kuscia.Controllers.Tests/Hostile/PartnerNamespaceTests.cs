using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.TaskResources;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Hostile;

/// <summary>A partner may write any object into its namespace here: the loops do nothing for it outside that namespace.</summary>
public sealed class PartnerNamespaceTests : IAsyncDisposable
{
    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private Task _run = Task.CompletedTask;

    public PartnerNamespaceTests() => _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_pod_with_the_uid_of_another_task_does_not_clear_that_task_away()
    {
        await AddDomainsAsync();
        KusciaTask task = await _client.CreateAsync(Kinds.KusciaTask, new KusciaTask { Metadata = new ObjectMeta { Namespace = "cross-domain", Name = "task-1" } }, default);
        await _client.CreateAsync(Kinds.Pod, Pod("alice", "task-1-0", "task-1", task.Metadata.Uid), default);
        await _client.CreateAsync(Kinds.Pod, Pod("bob", "evil", "task-2", task.Metadata.Uid), default);
        await _client.CreateAsync(Kinds.Pod, Pod("alice", "stale", "task-3", "gone"), default);

        _run = new TaskController(new TaskOptions(), _client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);

        await WaitAsync(Kinds.Pod, c => c.Type == WatchEventType.Deleted && c.Resource.Metadata.Name == "stale");
        Assert.NotNull(await _client.GetAsync(Kinds.Pod, new ResourceName("alice", "task-1-0"), default));
    }

    [Fact]
    public async Task Reservations_that_the_group_did_not_name_do_not_count()
    {
        await AddDomainsAsync();
        TaskResourceGroup group = await _client.CreateAsync(Kinds.TaskResourceGroup, new TaskResourceGroup
        {
            Metadata = new ObjectMeta { Name = "task-1" },
            Spec = new TaskResourceGroupSpec
            {
                Initiator = "alice",
                MinReservedMembers = 2,
                Parties = [new TaskResourceGroupParty { DomainID = "alice" }],
                OutOfControlledParties = [new TaskResourceGroupParty { DomainID = "bob" }],
            },
        }, default);
        foreach (string name in (string[])["one", "two"])
        {
            await _client.CreateAsync(Kinds.TaskResource, Reserved("bob", name, group), default);
        }

        _run = new TaskResourceGroupController(new GroupOptions(), _client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);

        await WaitAsync(Kinds.TaskResourceGroup, c => c.Resource.Status?.Phase == TaskResourceGroupPhase.Reserving);
        TaskResource own = Assert.Single((await _client.ListAsync(Kinds.TaskResource, "alice", ListOptions.All, default)).Items);
        await _client.WriteAsync(Kinds.TaskResource, own, own with { Status = own.Status! with { Phase = TaskResourcePhase.Reserved } }, null, default);
        TaskResource standIn = Assert.Single((await _client.ListAsync(Kinds.TaskResource, "bob", ListOptions.All, default)).Items, r => r.Metadata.Name!.StartsWith("task-1-", StringComparison.Ordinal));
        await _client.WriteAsync(Kinds.TaskResource, standIn, standIn with { Status = standIn.Status! with { Phase = TaskResourcePhase.Failed } }, null, default);
        await WaitAsync(Kinds.TaskResourceGroup, c => c.Resource.Status?.Phase is TaskResourceGroupPhase.ReserveFailed or TaskResourceGroupPhase.Reserved);

        TaskResourceGroup? decided = await _client.GetAsync(Kinds.TaskResourceGroup, group.Identity, default);
        Assert.Equal(TaskResourceGroupPhase.ReserveFailed, decided!.Status!.Phase);
    }

    private async Task AddDomainsAsync()
    {
        foreach ((string name, string role) in ((string, string)[])[("alice", ""), ("bob", "partner")])
        {
            await _client.CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { [WellKnownLabels.Role] = role } } }, default);
            await _client.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = name }, Spec = new DomainSpec { Role = role } }, default);
        }
    }

    private static Pod Pod(string @namespace, string name, string task, string? uid) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = @namespace,
            Name = name,
            Labels = new Dictionary<string, string> { [WellKnownLabels.TaskUid] = uid ?? "" },
            Annotations = new Dictionary<string, string> { [WellKnownAnnotations.TaskId] = task },
        },
    };

    private static TaskResource Reserved(string @namespace, string name, TaskResourceGroup group) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = @namespace,
            Name = name,
            Labels = new Dictionary<string, string> { [WellKnownLabels.TaskResourceGroupUid] = group.Metadata.Uid ?? "" },
            Annotations = new Dictionary<string, string> { [WellKnownAnnotations.TaskResourceGroup] = "task-1" },
        },
        Spec = new TaskResourceSpec { Initiator = "alice" },
        Status = new TaskResourceStatus { Phase = TaskResourcePhase.Reserved },
    };

    private async Task WaitAsync<T>(ResourceKind<T> kind, Func<WatchEvent<T>, bool> until)
        where T : Resource
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<T> change in _client.WatchAsync(kind, null, new ListOptions { ResourceVersion = "0" }, limit.Token))
        {
            if (until(change))
            {
                return;
            }
        }
    }
}
