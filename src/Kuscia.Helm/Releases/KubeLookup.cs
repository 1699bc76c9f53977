using System.Text.Json.Nodes;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Releases;

/// <summary>Answers the template function <c>lookup</c> from a cluster.</summary>
internal sealed class KubeLookup(IKubeCluster cluster) : ILookupSource
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    public ValueMap Lookup(string apiVersion, string kind, string ns, string name)
    {
        // Templates are evaluated synchronously; the question runs on the pool, so that no context can be waited for in a circle.
        return Task.Run(() => AskAsync(apiVersion, kind, ns, name)).GetAwaiter().GetResult();
    }

    private async Task<ValueMap> AskAsync(string apiVersion, string kind, string ns, string name)
    {
        using CancellationTokenSource deadline = new(MaxTime);
        try
        {
            KubeResourceType type = await cluster.FindTypeAsync(apiVersion, kind, deadline.Token) ?? throw new FunctionException(
                $"unable to get apiresource from unstructured: {apiVersion}, Kind={kind}: the server could not find the requested resource");
            if (name.Length > 0)
            {
                JsonObject? found = await cluster.GetAsync(type, ns, name, deadline.Token);
                return found is null ? [] : ToMap(found);
            }

            IReadOnlyList<JsonObject> items = await cluster.ListAsync(type, ns.Length > 0 ? ns : null, null, deadline.Token);
            return new ValueMap
            {
                ["apiVersion"] = apiVersion,
                ["kind"] = kind + "List",
                ["items"] = items.Select(ToMap).ToList<object?>(),
            };
        }
        catch (KubeException e)
        {
            throw new FunctionException(e.Message, e);
        }
        catch (OperationCanceledException e)
        {
            throw new FunctionException($"no answer from the cluster within {MaxTime.TotalSeconds} seconds", e);
        }
    }

    private static ValueMap ToMap(JsonObject value) => HelmYaml.FromJson(value.ToJsonString()) as ValueMap ?? [];
}
