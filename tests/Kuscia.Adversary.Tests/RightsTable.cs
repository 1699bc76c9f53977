using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>Every verb on every resource of a namespace, sent as a partner, and what was wrong with the answers.</summary>
internal sealed class RightsTable(RightsSiege siege, StoreSnapshot before)
{
    private static readonly string[] GuessedSubresources = ["status", "log", "exec", "attach", "proxy", "portforward", "binding", "eviction", "token", "finalize", "scale", "approval"];

    private static readonly string[] PatchTypes =
        ["application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml"];

    private readonly List<string> _faults = [];

    /// <summary>Requests that were answered otherwise than with 401, 403 or 404 though nobody granted them, and answers that hold what is not bob's.</summary>
    public async Task<IReadOnlyList<string>> FaultsInAsync(string? @namespace)
    {
        foreach (ApiResource resource in siege.Resources)
        {
            // Objects of the whole cluster have no path below a namespace, and still one that can be sent.
            string name = before.SomeName(resource, resource.Namespaced ? @namespace : null) ?? "nothing";
            await TryAllAsync(resource, @namespace, name, null);
            foreach (string subresource in resource.Subresources.Union(GuessedSubresources))
            {
                await TryAllAsync(resource, @namespace, name, subresource);
            }
        }

        return _faults;
    }

    private async Task TryAllAsync(ApiResource resource, string? @namespace, string name, string? subresource)
    {
        string collection = resource.Path(@namespace);
        string one = $"{collection}/{name}" + (subresource is null ? "" : $"/{subresource}");
        await TryAsync(resource, @namespace, subresource, "get", "GET", one);
        await TryAsync(resource, @namespace, subresource, "update", "PUT", one, Body(resource, @namespace, name));
        await TryAsync(resource, @namespace, subresource, "delete", "DELETE", one);
        await TryAsync(resource, @namespace, subresource, "create", "POST", subresource is null ? collection : one, Body(resource, @namespace, subresource is null ? "intruded" : name));
        foreach (string type in PatchTypes.Take(subresource is null ? PatchTypes.Length : 1))
        {
            await TryAsync(resource, @namespace, subresource, "patch", "PATCH", $"{one}?fieldManager=bob", Patch(resource, name, type), type);
        }

        if (subresource is null)
        {
            await TryAsync(resource, @namespace, null, "list", "GET", collection);
            await TryAsync(resource, @namespace, null, "watch", "GET", $"{collection}?watch=true");
            await TryAsync(resource, @namespace, null, "deletecollection", "DELETE", collection);
        }
    }

    private async Task TryAsync(ApiResource resource, string? @namespace, string? subresource, string verb, string method, string target, string? body = null, string type = "application/json")
    {
        bool allowed = Right.Allows(resource, @namespace, siege.Bob.Domain, subresource, verb);
        if (allowed && verb == "watch")
        {
            // An empty mailbox has nothing to tell, and its watch lasts.
            return;
        }

        RawAnswer answer = await Paced.SendAsync(siege.Bob, method, target, body, contentType: type, headOnly: verb == "watch");
        bool refused = answer.Status is 401 or 403 or 404;
        bool wrong = allowed ? answer.Status is 0 or >= 500 : !refused;
        if (wrong || answer.Text.Contains(RightsSiege.Marker, StringComparison.Ordinal))
        {
            _faults.Add($"{method} {target}: {answer}");
        }
    }

    private static string Body(ApiResource resource, string? @namespace, string name)
    {
        JsonObject metadata = new() { ["name"] = name, ["labels"] = new JsonObject { ["by"] = "bob" } };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind, ["metadata"] = metadata }.ToJsonString();
    }

    private static string Patch(ApiResource resource, string name, string type) => type switch
    {
        "application/json-patch+json" => """[{"op":"add","path":"/metadata/labels","value":{"by":"bob"}}]""",
        "application/apply-patch+yaml" => Body(resource, null, name),
        _ => """{"metadata":{"labels":{"by":"bob"}},"status":{"phase":"Failed"}}""",
    };
}
