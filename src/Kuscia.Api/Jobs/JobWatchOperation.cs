using System.Globalization;
using System.Threading.Channels;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Resource = Kuscia.Model.Meta.Resource;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Jobs;

/// <summary>
/// Streams the status of every job that the caller may see: ADDED for each that exists, then every change, also of the progress of a running task, and a
/// heartbeat after some silence. Tasks are read once and then followed, so an event costs no look-up. The stream ends with the connection of the caller, after
/// the time asked for, or with a watch of the store.
/// </summary>
internal sealed class JobWatchOperation(IResourceClient client, KusciaApiOptions options, TimeProvider time)
{
    private const int MaxWaiting = 64;

    public IEnumerable<Operation> All() => [Operation.CreateStream<WatchJobRequest, WatchJobEventResponse>("/api/v1/job/watch", JobReflection.Descriptor.Services[0], WatchAsync)];

    private async Task WatchAsync(WatchJobRequest request, Caller caller, MessageSend<WatchJobEventResponse> send, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.TimeoutSeconds is >= 0 and <= int.MaxValue
            ? null
            : RequestCheck.Invalid("timeout_seconds", request.TimeoutSeconds.ToString(CultureInfo.InvariantCulture), "it must be from 0 to 2147483647"));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer? limit = request.TimeoutSeconds > 0 ? time.CreateTimer(_ => Cancel(end), null, LimitOf(request), Timeout.InfiniteTimeSpan) : null;
        Channel<WatchEvent<Resource>> changes = Channel.CreateBounded<WatchEvent<Resource>>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        (JobWatchView view, string tasksVersion) = await ViewAsync(caller, end.Token);
        (IReadOnlyList<KusciaJob> present, string jobsVersion) = await JobsAsync(end.Token);
        // The caller learns at once that the watch stands, also when there is nothing to tell.
        await send(null, end.Token);
        Task[] watches =
        [
            FollowAsync(Kinds.KusciaTask, tasksVersion, changes.Writer, end.Token),
            FollowAsync(Kinds.KusciaJob, jobsVersion, changes.Writer, end.Token),
        ];
        try
        {
            foreach (KusciaJob job in present)
            {
                await SendAsync(view.Apply(new WatchEvent<Resource>(WatchEventType.Added, job)), send, end.Token);
            }

            await PumpAsync(changes.Reader, view, send, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time asked for is over.
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(watches);
        }
    }

    // Methods of their own, so that the whole lists are let go: the watch may last for days.
    private async Task<(JobWatchView View, string Version)> ViewAsync(Caller caller, CancellationToken cancellationToken)
    {
        ResourceList<KusciaTask> tasks = await client.ListAsync(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace, ListOptions.All, cancellationToken);
        return (new JobWatchView(caller, tasks.Items), tasks.ResourceVersion);
    }

    private async Task<(IReadOnlyList<KusciaJob> Jobs, string Version)> JobsAsync(CancellationToken cancellationToken)
    {
        ResourceList<KusciaJob> jobs = await client.ListAsync(Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace, ListOptions.All, cancellationToken);
        return ([.. jobs.Items.Select(j => (KusciaJob)JobWatchView.Slim(j))], jobs.ResourceVersion);
    }

    // Timers reach no further than this.
    private static TimeSpan LimitOf(WatchJobRequest request) => TimeSpan.FromSeconds(Math.Min(request.TimeoutSeconds, 4_000_000));

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watch ended in the same moment.
        }
    }

    private async Task PumpAsync(ChannelReader<WatchEvent<Resource>> changes, JobWatchView view, MessageSend<WatchJobEventResponse> send, CancellationToken cancellationToken)
    {
        Task<bool>? waiting = null;
        while (true)
        {
            waiting ??= changes.WaitToReadAsync(cancellationToken).AsTask();
            try
            {
                if (!await waiting.WaitAsync(options.WatchHeartbeat, time, cancellationToken))
                {
                    return;
                }

                waiting = null;
            }
            catch (TimeoutException)
            {
                await send(new WatchJobEventResponse { Type = EventType.Heartbeat }, cancellationToken);
                continue;
            }

            while (changes.TryRead(out WatchEvent<Resource>? change))
            {
                await SendAsync(view.Apply(change), send, cancellationToken);
            }
        }
    }

    private static async Task SendAsync(WatchJobEventResponse? message, MessageSend<WatchJobEventResponse> send, CancellationToken cancellationToken)
    {
        if (message is not null)
        {
            await send(message, cancellationToken);
        }
    }

    // Whichever watch ends first ends the stream: the caller asks again and gets the whole state.
    private async Task FollowAsync<T>(ResourceKind<T> kind, string version, ChannelWriter<WatchEvent<Resource>> changes, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            ListOptions after = ListOptions.All with { ResourceVersion = version };
            await foreach (WatchEvent<T> change in client.WatchAsync(kind, WellKnownNames.CrossDomainNamespace, after, cancellationToken))
            {
                await changes.WriteAsync(new WatchEvent<Resource>(change.Type, JobWatchView.Slim(change.Resource)), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ResourceException or HttpRequestException or ChannelClosedException)
        {
            // The end of the stream says it.
        }

        changes.TryComplete();
    }
}
