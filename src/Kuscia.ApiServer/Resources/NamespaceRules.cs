using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>What a namespace means for objects in it, and what a Namespace object always carries.</summary>
internal sealed class NamespaceRules : IDisposable
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    private readonly ResourceStore _store;
    private readonly OpenNamespaces _open;

    /// <summary>Rules over a store.</summary>
    public NamespaceRules(ResourceStore store, KindCatalog catalog)
    {
        _store = store;
        Kind = catalog.Find("", "v1", "namespaces") ?? throw new ArgumentException("the catalogue must hold the kind Namespace", nameof(catalog));
        _open = new OpenNamespaces(store, Kind);
    }

    /// <summary>Namespaces that exist from the first start.</summary>
    public static readonly IReadOnlyList<string> Initial = ["default", "kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Namespaces that cannot be deleted.</summary>
    public static readonly IReadOnlyList<string> Immortal = ["default", "kube-system", "kube-public"];

    /// <summary>The kind Namespace of the catalogue.</summary>
    public KindDescriptor Kind { get; }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    /// <summary>Throws when no object can be created in the namespace: it is missing or being deleted.</summary>
    public async Task EnsureOpenAsync(ResourceCall call, string name, CancellationToken cancellationToken)
    {
        if (!call.Kind.Kind.Namespaced)
        {
            return;
        }

        string @namespace = call.Namespace ?? "";
        if (_open.Contains(@namespace, out long seen))
        {
            return;
        }

        StoredObject found = await _store.RequireAsync(Kind, null, @namespace, cancellationToken);
        if (!found.IsBeingDeleted)
        {
            _open.Add(@namespace, seen);
        }
        else
        {
            throw ApiErrors.Forbidden(call.Kind, name, $"unable to create new content in namespace {@namespace} because it is being terminated",
                new StatusCause("NamespaceTerminating", $"namespace {@namespace} is being terminated", "metadata.namespace"));
        }
    }

    /// <summary>Sets the name label, the finalizer of the content and the phase of a Namespace about to be stored.</summary>
    public static void Complete(JsonObject value, bool created)
    {
        JsonObject meta = value.Meta();
        if (meta["labels"] is not JsonObject labels)
        {
            labels = [];
            meta["labels"] = labels;
        }

        labels[NameLabel] = meta.Text("name");
        if (!created)
        {
            if (value["spec"] is JsonObject present && present.Texts("finalizers").Count == 0)
            {
                present.Remove("finalizers");
            }

            return;
        }

        if (value["spec"] is not JsonObject spec)
        {
            spec = [];
            value["spec"] = spec;
        }

        spec["finalizers"] = new JsonArray("kubernetes");
        value["status"] = new JsonObject { ["phase"] = "Active" };
    }
}
