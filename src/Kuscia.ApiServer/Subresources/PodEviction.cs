using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>pods/NAME/eviction</c>: deletes a pod with the delete options of the eviction, unless its PodDisruptionBudget cannot spare it.</summary>
internal sealed class PodEviction(ResourceVerbs verbs, TimeProvider time)
{
    private const int RetryAfterSeconds = 10;

    private readonly KindDescriptor? _budgets = verbs.Catalog.Find("policy", "v1", "poddisruptionbudgets");

    /// <summary>Deletes the pod.</summary>
    public async Task<JsonObject> RunAsync(ResourceCall call, JsonObject body, CancellationToken cancellationToken)
    {
        DeleteOptions options = DeleteOptions.Read(body["deleteOptions"] as JsonObject, null, null, null, call.DryRun);
        ResourceCall delete = call with { Subresource = null };
        StoredObject stored = await verbs.Store.RequireAsync(delete.Kind, delete.Namespace, delete.Name, cancellationToken);
        Pod pod = JsonSerializer.Deserialize(stored.Utf8.Span, ModelJsonContext.Default.Pod) ?? new Pod();

        // Nothing is lost with a pod that does not run.
        bool runs = pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Succeeded" or "Failed" or "Pending");
        if (runs && await BudgetAsync(delete, pod, cancellationToken) is { } budget && !MayGoUnhealthy(budget, pod))
        {
            await TakeAsync(delete, budget, options.DryRun || call.DryRun, cancellationToken);
        }

        await verbs.Delete.RunAsync(delete, options, cancellationToken);
        return SubresourceVerbs.Success(201);
    }

    private async Task<PodDisruptionBudget?> BudgetAsync(ResourceCall call, Pod pod, CancellationToken cancellationToken)
    {
        if (_budgets is null)
        {
            return null;
        }

        ListResult all = await verbs.List.AllAsync(_budgets, call.Namespace, cancellationToken);
        List<PodDisruptionBudget> matching =
        [
            .. all.Items.Select(Typed).Where(b => b.Spec?.Selector?.Compile().Matches(pod.Metadata.Labels) == true),
        ];
        return matching.Count > 1
            ? throw new ApiStatusException(new ApiStatus(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."))
            : matching.FirstOrDefault();
    }

    private static PodDisruptionBudget Typed(StoredObject stored) =>
        JsonSerializer.Deserialize(stored.Utf8.Span, ModelJsonContext.Default.PodDisruptionBudget) ?? new PodDisruptionBudget();

    // A pod that serves nobody may go while enough others do, or always if the budget says so.
    private static bool MayGoUnhealthy(PodDisruptionBudget budget, Pod pod) => !pod.Status?.Conditions.IsTrue("Ready") ?? true
        ? budget.Spec?.UnhealthyPodEvictionPolicy == "AlwaysAllow"
            || (budget.Status is { DesiredHealthy: > 0 } status && status.CurrentHealthy >= status.DesiredHealthy)
        : false;

    private async Task TakeAsync(ResourceCall call, PodDisruptionBudget budget, bool dryRun, CancellationToken cancellationToken)
    {
        ResourceCall write = call.On(_budgets!, call.Namespace, budget.Metadata.Name ?? "") with { Subresource = "status", DryRun = dryRun }; // not null: the budget is of it
        await verbs.Update.ChangeAsync(write, value =>
        {
            // By the newest state: several evictions may ask at once.
            PodDisruptionBudget current = JsonSerializer.Deserialize(JsonText.ToUtf8(value), ModelJsonContext.Default.PodDisruptionBudget) ?? budget;
            Check(current);
            JsonObject status = Member(value, "status");
            status["disruptionsAllowed"] = (current.Status?.DisruptionsAllowed ?? 0) - 1;
            Member(status, "disruptedPods")[call.Name] = KubernetesTimeConverter.ToText(time.GetUtcNow());
            return value;
        }, cancellationToken);
    }

    private static JsonObject Member(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject value)
        {
            owner[name] = value = [];
        }

        return value;
    }

    private static void Check(PodDisruptionBudget budget)
    {
        string name = budget.Metadata.Name ?? "";
        if ((budget.Status?.ObservedGeneration ?? 0) < (budget.Metadata.Generation ?? 0))
        {
            throw Refused($"The disruption budget {name} is still being processed by the server.");
        }

        if (budget.Status is not { DisruptionsAllowed: > 0 })
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture, $"The disruption budget {name} needs {budget.Status?.DesiredHealthy ?? 0} healthy pods and has {budget.Status?.CurrentHealthy ?? 0} currently"));
        }
    }

    private static ApiStatusException Refused(string why) => new(new ApiStatus(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
    {
        Details = new ApiStatusDetails { Causes = [new StatusCause("DisruptionBudget", why, null)], RetryAfterSeconds = RetryAfterSeconds },
    });
}
