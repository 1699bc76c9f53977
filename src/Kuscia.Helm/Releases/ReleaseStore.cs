using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Keeps releases in secrets the way Helm 3 does, so that each side sees the other's.</summary>
/// <param name="cluster">The Kubernetes API.</param>
/// <param name="ns">Namespace of the releases; null for those of all namespaces (listing only).</param>
/// <param name="clock">Source of the times in labels.</param>
public sealed class ReleaseStore(IKubeCluster cluster, string? ns, TimeProvider clock)
{
    private const string SecretType = "helm.sh/release.v1";

    /// <summary>How many revisions of a release are kept; 0 for all.</summary>
    public int MaxHistory { get; set; }

    /// <summary>Stores a new revision, after making room for it.</summary>
    /// <exception cref="HelmException">The revision exists already.</exception>
    public async Task CreateAsync(Release release, CancellationToken cancellationToken)
    {
        if (MaxHistory > 0)
        {
            await PruneAsync(release.Name, MaxHistory - 1, cancellationToken);
        }

        try
        {
            await cluster.CreateAsync(KubeResourceType.Secret, ns, ToSecret(release, "createdAt"), cancellationToken);
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            throw new HelmException("release: already exists", e);
        }
        catch (KubeException e)
        {
            throw new HelmException($"create: failed to create: {e.Message}", e);
        }
    }

    /// <summary>Stores what changed of a revision.</summary>
    public async Task UpdateAsync(Release release, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.ReplaceAsync(KubeResourceType.Secret, ns, Key(release.Name, release.Version), ToSecret(release, "modifiedAt"), cancellationToken);
        }
        catch (KubeException e)
        {
            throw new HelmException($"update: failed to update: {e.Message}", e);
        }
    }

    /// <summary>Deletes a revision.</summary>
    public Task DeleteAsync(string name, int version, CancellationToken cancellationToken) =>
        cluster.DeleteAsync(KubeResourceType.Secret, ns, Key(name, version), cancellationToken);

    /// <summary>Gets one revision.</summary>
    /// <exception cref="HelmException">There is no such revision.</exception>
    public async Task<Release> GetAsync(string name, int version, CancellationToken cancellationToken)
    {
        JsonObject? secret = await cluster.GetAsync(KubeResourceType.Secret, ns, Key(name, version), cancellationToken);
        return secret is null ? throw NotFound() : FromSecret(secret);
    }

    /// <summary>Lists every stored revision.</summary>
    /// <param name="selector">Further labels that the stored objects must have; null for none.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public Task<IReadOnlyList<Release>> ListAsync(string? selector, CancellationToken cancellationToken) =>
        QueryAsync(string.IsNullOrEmpty(selector) ? "owner=helm" : $"owner=helm,{selector}", cancellationToken);

    /// <summary>Lists the revisions of a release, oldest first; empty when there are none.</summary>
    public async Task<IReadOnlyList<Release>> HistoryAsync(string name, CancellationToken cancellationToken) =>
        [.. (await QueryAsync($"name={name},owner=helm", cancellationToken)).OrderBy(release => release.Version)];

    /// <summary>Gets the newest revision.</summary>
    /// <exception cref="HelmException">There is none.</exception>
    public async Task<Release> LastAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<Release> history = await HistoryAsync(name, cancellationToken);
        return history.Count == 0 ? throw NotFound() : history[^1];
    }

    /// <summary>Lists the revisions marked deployed, newest first; normally one.</summary>
    public async Task<IReadOnlyList<Release>> DeployedAsync(string name, CancellationToken cancellationToken) =>
    [
        .. (await QueryAsync($"name={name},owner=helm,status=deployed", cancellationToken)).OrderByDescending(release => release.Version),
    ];

    internal static HelmException NotFound() => new("release: not found");

    private static string Key(string name, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"sh.helm.release.v1.{name}.v{version}");

    private async Task<IReadOnlyList<Release>> QueryAsync(string selector, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> secrets = await cluster.ListAsync(KubeResourceType.Secret, ns, selector, cancellationToken);
        List<Release> releases = new();
        foreach (JsonObject secret in secrets.Where(secret => secret["data"]?["release"] is not null))
        {
            try
            {
                releases.Add(FromSecret(secret));
            }
            catch (HelmException)
            {
                // One damaged record must not hide the others; Helm skips it as well.
            }
        }

        return releases;
    }

    // Keeps the deployed revision whatever its age.
    private async Task PruneAsync(string name, int keep, CancellationToken cancellationToken)
    {
        IReadOnlyList<Release> history = await HistoryAsync(name, cancellationToken);
        int? deployed = history.LastOrDefault(release => release.Status == ReleaseStatus.Deployed)?.Version;
        int surplus = history.Count - keep;
        foreach (Release old in history.Where(release => release.Version != deployed).Take(Math.Max(0, surplus)))
        {
            await DeleteAsync(name, old.Version, cancellationToken);
        }
    }

    private JsonObject ToSecret(Release release, string timeLabel) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = Key(release.Name, release.Version),
            ["namespace"] = ns,
            ["labels"] = new JsonObject
            {
                [timeLabel] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["name"] = release.Name,
                ["owner"] = "helm",
                ["status"] = release.Status,
                ["version"] = release.Version.ToString(CultureInfo.InvariantCulture),
            },
        },
        ["type"] = SecretType,
        ["data"] = new JsonObject { ["release"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(ReleaseCodec.Encode(release))) },
    };

    private static Release FromSecret(JsonObject secret)
    {
        string data = secret["data"]?["release"]?.GetValue<string>() ?? throw new HelmException("the stored release has no data");
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach ((string key, JsonNode? value) in secret["metadata"]?["labels"] as JsonObject ?? [])
        {
            labels[key] = value?.GetValue<string>() ?? "";
        }

        try
        {
            return ReleaseCodec.Decode(Encoding.ASCII.GetString(Convert.FromBase64String(data)), labels);
        }
        catch (FormatException e)
        {
            throw new HelmException("the stored release is not base64", e);
        }
    }
}
