using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Releases;

/// <summary>The steps that install, upgrade, rollback and uninstall share.</summary>
internal sealed class ReleaseWork
{
    private readonly ReleaseEnvironment _environment;
    private readonly KubeObjectReader _reader;

    public ReleaseWork(ReleaseEnvironment environment)
    {
        _environment = environment;
        Store = new ReleaseStore(environment.Cluster, environment.Namespace, environment.Clock);
        Applier = new KubeApplier(environment.Cluster);
        Waiter = new KubeWaiter(environment.Cluster, environment.Clock, environment.PollInterval);
        _reader = new KubeObjectReader(environment.Cluster, environment.Namespace);
        Hooks = new HookRunner(this, environment.Clock);
    }

    public ReleaseStore Store { get; }

    public KubeApplier Applier { get; }

    public KubeWaiter Waiter { get; }

    public HookRunner Hooks { get; }

    public IKubeCluster Cluster => _environment.Cluster;

    public string Namespace => _environment.Namespace;

    public Action<string> Warn => _environment.Warn;

    public DateTimeOffset Now => _environment.Clock.GetUtcNow();

    /// <summary>Fails when the server does not answer.</summary>
    public async Task<KubernetesVersion> ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Cluster.GetVersionAsync(cancellationToken);
        }
        catch (KubeException e)
        {
            throw new HelmException($"Kubernetes cluster unreachable: {e.Message}", e);
        }
    }

    public async Task<RenderedChart> RenderAsync(
        Chart chart, ValueMap values, ReleaseScope scope, bool processed, RenderMode mode, CancellationToken cancellationToken)
    {
        KubernetesVersion version = await ReachAsync(cancellationToken);
        Capabilities capabilities;
        try
        {
            capabilities = new Capabilities(version, await Cluster.GetApiVersionsAsync(cancellationToken));
        }
        catch (KubeException e)
        {
            throw new HelmException($"could not get apiVersions from Kubernetes: {e.Message}", e);
        }

        RenderOptions options = _environment.Rendering.Templates;
        RenderSettings settings = _environment.Rendering with
        {
            SubchartNotes = mode.SubchartNotes,
            Templates = !mode.LooksUp || options.Lookup is not null ? options : options with { Lookup = new KubeLookup(Cluster) },
        };
        ChartRenderer renderer = new(Warn);
        return processed
            ? renderer.RenderProcessed(chart, values, scope, capabilities, settings, cancellationToken)
            : renderer.Render(chart, values, scope, capabilities, settings, cancellationToken);
    }

    public async Task<IReadOnlyList<KubeObject>> ReadAsync(string manifest, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(manifest, cancellationToken);
        }
        catch (Exception e) when (e is HelmException or KubeException)
        {
            throw new HelmException(purpose.Length == 0 ? e.Message : $"{purpose}: {e.Message}", e);
        }
    }

    /// <summary>Marks objects as those of a release.</summary>
    public static void Mark(IReadOnlyList<KubeObject> objects, Release release)
    {
        foreach (KubeObject item in objects)
        {
            Ownership.Mark(item, release.Name, release.Namespace);
        }
    }

    /// <summary>Lists the objects that exist already and belong to the release; fails when one belongs to something else.</summary>
    public async Task<IReadOnlyList<KubeObject>> FindExistingAsync(
        IReadOnlyList<KubeObject> objects, Release release, string doing, CancellationToken cancellationToken)
    {
        List<KubeObject> existing = new();
        foreach (KubeObject item in objects)
        {
            JsonObject? live = await Cluster.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken);
            if (live is null)
            {
                continue;
            }

            try
            {
                Ownership.Check(item, live, release.Name, release.Namespace);
            }
            catch (HelmException e)
            {
                throw new HelmException($"rendered manifests contain a resource that already exists. Unable to continue with {doing}: {e.Message}", e);
            }

            existing.Add(item);
        }

        return existing;
    }

    /// <summary>Stores a revision although something failed; a second failure must not hide the first.</summary>
    public async Task RecordAsync(Release release)
    {
        try
        {
            // The caller's token may be cancelled already, and the record must still tell the truth.
            await Store.UpdateAsync(release, CancellationToken.None);
        }
        catch (HelmException e)
        {
            Warn($"failed to record the release: {e.Message}");
        }
    }

    /// <summary>Runs a step and turns failures of the API and cancellation into one kind of failure.</summary>
    public static async Task<string?> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception e) when (e is HelmException or KubeException)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return "context canceled";
        }
    }
}
