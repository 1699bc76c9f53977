using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Model.Descriptors;

namespace Kuscia.Helm.Kube;

/// <summary>Creates, updates and deletes objects in the way Helm does.</summary>
internal sealed class KubeApplier(IKubeCluster cluster)
{
    private const string KeepAnnotation = "helm.sh/resource-policy";

    public async Task CreateAsync(IReadOnlyList<KubeObject> objects, CancellationToken cancellationToken)
    {
        foreach (KubeObject item in objects)
        {
            await CreateAsync(item, cancellationToken);
        }
    }

    /// <summary>Brings the cluster from the objects of one manifest to those of another.</summary>
    /// <returns>The objects that were created, also when it fails half-way (in <paramref name="created"/>).</returns>
    public async Task UpdateAsync(
        IReadOnlyList<KubeObject> before, IReadOnlyList<KubeObject> wanted, List<KubeObject> created, bool force, CancellationToken cancellationToken)
    {
        ILookup<string, KubeObject> known = before.ToLookup(item => item.Identity);
        List<string> faults = new();
        foreach (KubeObject item in wanted)
        {
            JsonObject? live = await cluster.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken);
            if (live is null)
            {
                created.Add(item);
                await CreateAsync(item, cancellationToken);
                continue;
            }

            KubeObject original = known[item.Identity].FirstOrDefault()
                ?? throw new HelmException($"no {item.Type.Kind} with the name \"{item.Name}\" found");
            await ChangeAsync(original, item, live, force, faults, cancellationToken);
        }

        if (faults.Count > 0)
        {
            throw new HelmException(string.Join(" && ", faults));
        }

        await DeleteGoneAsync(before, wanted, cancellationToken);
    }

    /// <summary>Deletes all objects and lists what went wrong.</summary>
    public async Task<IReadOnlyList<string>> DeleteAsync(IReadOnlyList<KubeObject> objects, CancellationToken cancellationToken)
    {
        List<string> faults = new();
        foreach (KubeObject item in objects)
        {
            try
            {
                await cluster.DeleteAsync(item.Type, item.Namespace, item.Name, cancellationToken);
            }
            catch (KubeException e)
            {
                faults.Add(e.Message);
            }
        }

        return faults;
    }

    /// <summary>Whether an object is to stay when its release goes.</summary>
    public static bool IsKept(IReadOnlyDictionary<string, string> annotations) =>
        annotations.TryGetValue(KeepAnnotation, out string? policy) && policy.Trim().Equals("keep", StringComparison.OrdinalIgnoreCase);

    private async Task CreateAsync(KubeObject item, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.CreateAsync(item.Type, item.Namespace, item.Value, cancellationToken);
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            throw new HelmException(e.Message, e);
        }
        catch (KubeException e)
        {
            throw new HelmException($"failed to create {item}: {e.Message}", e);
        }
    }

    private async Task ChangeAsync(
        KubeObject original, KubeObject item, JsonObject live, bool force, List<string> faults, CancellationToken cancellationToken)
    {
        try
        {
            if (force)
            {
                item.Value["metadata"]!["resourceVersion"] = live["metadata"]?["resourceVersion"]?.DeepClone(); // not null: objects have metadata
                await cluster.ReplaceAsync(item.Type, item.Namespace, item.Name, item.Value, cancellationToken);
                return;
            }

            bool strategic = IsBuiltIn(item.Type);
            JsonObject patch = strategic
                ? StrategicPatch.Compute(Rules(item.Type), original.Value, item.Value, live)
                : MergePatch.Compute(original.Value, item.Value);
            if (patch.Count > 0)
            {
                KubePatchKind kind = strategic ? KubePatchKind.Strategic : KubePatchKind.Merge;
                await cluster.PatchAsync(item.Type, item.Namespace, item.Name, kind, patch, cancellationToken);
            }
        }
        catch (KubeException e)
        {
            faults.Add(force
                ? $"failed to replace object: {e.Message}"
                : $"cannot patch \"{item.Name}\" with kind {item.Type.Kind}: {e.Message}");
        }
    }

    // What was in the old manifest and is not in the new one goes, unless it asks to stay. Failures do not stop the upgrade.
    private async Task DeleteGoneAsync(IReadOnlyList<KubeObject> before, IReadOnlyList<KubeObject> wanted, CancellationToken cancellationToken)
    {
        HashSet<string> staying = wanted.Select(item => item.Identity).ToHashSet(StringComparer.Ordinal);
        foreach (KubeObject gone in before.Where(item => !staying.Contains(item.Identity)))
        {
            try
            {
                JsonObject? live = await cluster.GetAsync(gone.Type, gone.Namespace, gone.Name, cancellationToken);
                bool keep = live?["metadata"]?["annotations"]?[KeepAnnotation]?.ToString() == "keep";
                if (live is not null && !keep)
                {
                    await cluster.DeleteAsync(gone.Type, gone.Namespace, gone.Name, cancellationToken);
                }
            }
            catch (KubeException e) when (e.Status is >= 400 and < 500)
            {
                // Helm goes on as well: the object is no longer part of the release.
            }
        }
    }

    private static MergeStructure Rules(KubeResourceType type) =>
        MergeRules.Of(type.ApiVersion.Contains('/') ? type.ApiVersion[..type.ApiVersion.IndexOf('/')] : "", type.Kind);

    private static bool IsBuiltIn(KubeResourceType type) =>
        type.Kind != "CustomResourceDefinition" && KnownApiVersions.All.Contains(type.ApiVersion);
}
