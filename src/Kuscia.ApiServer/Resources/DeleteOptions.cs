using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Resources;

/// <summary>How an object shall be deleted.</summary>
internal sealed record DeleteOptions
{
    public static readonly DeleteOptions Default = new();

    public long? GracePeriodSeconds { get; init; }
    public string? PropagationPolicy { get; init; }
    public bool? OrphanDependents { get; init; }
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
    public bool DryRun { get; init; }

    /// <summary>Dependents are deleted first (finalizer foregroundDeletion).</summary>
    public bool IsForeground => PropagationPolicy == "Foreground";

    /// <summary>Dependents stay (finalizer orphan).</summary>
    public bool IsOrphan => PropagationPolicy == "Orphan" || OrphanDependents == true;

    /// <summary>Reads a body; members of the query win where the body lacks them. Throws Invalid.</summary>
    public static DeleteOptions Read(JsonObject? body, string? gracePeriodSeconds, string? propagationPolicy, string? orphanDependents, bool dryRun)
    {
        JsonObject? preconditions = body?["preconditions"] as JsonObject;
        bool? orphan = body?["orphanDependents"] is JsonValue value && value.TryGetValue(out bool flag) ? flag : orphanDependents is null ? null : orphanDependents == "true";
        DeleteOptions options = new()
        {
            GracePeriodSeconds = body?.Number("gracePeriodSeconds") ?? (long.TryParse(gracePeriodSeconds, out long seconds) ? seconds : null),
            PropagationPolicy = body?.Text("propagationPolicy") ?? propagationPolicy,
            OrphanDependents = orphan,
            Uid = preconditions?.Text("uid"),
            ResourceVersion = preconditions?.Text("resourceVersion"),
            DryRun = dryRun || (body?.Texts("dryRun").Contains("All") ?? false),
        };
        options.Check();
        return options;
    }

    private void Check()
    {
        StatusCause? cause = null;
        if (PropagationPolicy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            cause = StatusCause.NotSupported("propagationPolicy", StatusCause.Quote(PropagationPolicy), "Foreground", "Background", "Orphan", "nil");
        }
        else if (PropagationPolicy is not null && OrphanDependents is not null)
        {
            cause = StatusCause.Invalid("propagationPolicy", StatusCause.Quote(PropagationPolicy), "orphanDependents and deletionPropagation cannot be both set");
        }

        if (cause is not null)
        {
            throw ApiErrors.Invalid("meta.k8s.io", "DeleteOptions", "", [cause]);
        }
    }
}
