using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Separates rendered files into hooks and manifests and puts both in the order of kinds.</summary>
internal sealed class ManifestSorter(Action<string> warn)
{
    private readonly List<ReleaseHook> _hooks = [];
    private readonly List<Manifest> _manifests = [];

    public (IReadOnlyList<ReleaseHook> Hooks, IReadOnlyList<Manifest> Manifests) Sort(
        IEnumerable<KeyValuePair<string, string>> files, IReadOnlyList<string> order)
    {
        foreach ((string path, string content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (ChartPaths.Base(path).StartsWith('_') || string.IsNullOrWhiteSpace(content))
            {
                continue;
            }

            foreach (string document in ManifestSplitter.Split(content))
            {
                Place(path, document);
            }
        }

        return (KindOrder.Sort(_hooks, hook => hook.Kind, order), KindOrder.Sort(_manifests, manifest => manifest.Head.Kind, order));
    }

    private void Place(string path, string document)
    {
        ManifestHead head = ReadHead(path, document);
        if (!head.Annotations.TryGetValue(HookEvents.Annotation, out string? moments))
        {
            _manifests.Add(new Manifest(path, document, head));
            return;
        }

        List<string?> events = [.. Words(moments).Select(HookEvents.Known)];
        if (events.Contains(null))
        {
            warn($"info: skipping unknown hook: \"{moments}\"");
            return;
        }

        _hooks.Add(new ReleaseHook
        {
            Name = head.Name,
            Kind = head.Kind,
            Path = path,
            Manifest = document,
            Events = [.. events.OfType<string>()],
            Weight = Weight(head),
            DeletePolicies = head.Annotations.TryGetValue(HookEvents.DeleteAnnotation, out string? policies) ? [.. Words(policies)] : [],
        });
    }

    private static ManifestHead ReadHead(string path, string document)
    {
        try
        {
            return ManifestHead.Read(document);
        }
        catch (HelmException e)
        {
            throw new HelmException($"YAML parse error on {path}: {e.Message}", e) { DuringRendering = true };
        }
    }

    private static IEnumerable<string> Words(string annotation) =>
        annotation.Split(',').Select(word => word.Trim().ToLowerInvariant());

    private static int Weight(ManifestHead head) =>
        head.Annotations.TryGetValue(HookEvents.WeightAnnotation, out string? text) &&
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int weight)
            ? weight
            : 0;
}
