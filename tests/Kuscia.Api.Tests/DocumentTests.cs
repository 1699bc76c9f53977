using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Testing.Clients;

namespace Kuscia.Api.Tests;

/// <summary>The commands of the pages about the API work as printed, on a node with what the demo leaves.</summary>
public partial class DocumentTests
{
    [Fact]
    public async Task Every_command_of_the_page_succeeds_in_order()
    {
        await using Owned api = await Owned.StartAsync();
        await SeedAsync(api);
        using HttpClient client = api.Api.CreateClient();
        List<string> failed = [];
        foreach ((string path, string body) in Commands("en"))
        {
            using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            string answer = await response.Content.ReadAsStringAsync();
            bool isFine = path.EndsWith("/watch", StringComparison.Ordinal) ? answer.Length > 0 : (JsonNode.Parse(answer)?["status"]?["code"]?.GetValue<int>() ?? 0) == 0 && answer.Contains("success", StringComparison.Ordinal);
            if (!isFine)
            {
                failed.Add($"{path} {body} -> {answer}");
            }
        }

        Assert.Empty(failed);
    }

    [Fact]
    public void Both_languages_show_the_same_commands()
    {
        Assert.Equal(Commands("en"), Commands("zh"));
    }

    [Fact]
    public async Task Every_operation_that_is_served_is_shown()
    {
        await using Owned api = await Owned.StartAsync();
        string[] served = [.. new ApiOperations(api.Api.Options, new MemoryResourceClient(TimeProvider.System), api.Api.Identity, api.Api.Logs, TimeProvider.System).All().Select((Operation o) => o.Path)];

        HashSet<string> shown = [.. Commands("en").Select(c => c.Path)];

        // These need a running job or a failed one.
        string[] told = ["/api/v1/job/suspend", "/api/v1/job/restart"];
        string[] missing = [.. served.Where(path => !shown.Contains(path) && !told.Contains(path))];
        Assert.Empty(missing);
    }

    private static async Task SeedAsync(Owned api)
    {
        foreach (string domain in (string[])["alice", "bob"])
        {
            await api.Store.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = domain }, Spec = new DomainSpec { Cert = "" } }, CancellationToken.None);
        }

        await api.Store.CreateAsync(
            Kinds.ClusterDomainRoute,
            new ClusterDomainRoute { Metadata = new ObjectMeta { Name = "alice-bob" }, Spec = new DomainRouteSpec { Source = "alice", Destination = "bob", AuthenticationType = "Token" } },
            CancellationToken.None);
        string folder = Path.Combine(api.Api.CertsDirectory, "..", "var", "storage", "data");
        await api.PostAsync("/api/v1/domaindatasource/create", $$$$$"""{"domain_id":"alice","datasource_id":"default-data-source","type":"localfs","info":{"localfs":{"path":"{{{{{Path.GetFullPath(folder)}}}}}"}}}""");
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"alice-table","type":"table","relative_uri":"alice.csv"}""");
        await api.PostAsync("/api/v1/job/create", """{"job_id":"demo-psi","initiator":"alice","tasks":[{"app_image":"secretflow-image","alias":"single-psi","task_id":"demo-psi-single-psi","parties":[{"domain_id":"alice"},{"domain_id":"bob"}]}]}""");
        KusciaTask task = new()
        {
            Metadata = new ObjectMeta { Name = "demo-psi-single-psi", Namespace = "cross-domain" },
            Spec = new KusciaTaskSpec { Initiator = "alice", Parties = [new TaskParty { DomainID = "alice" }] },
        };
        await api.Store.CreateAsync(Kinds.KusciaTask, task, CancellationToken.None);
        const string status = """{"status":{"phase":"Succeeded","podStatuses":{"alice/demo-psi-single-psi-0":{"podName":"demo-psi-single-psi-0","podPhase":"Succeeded","namespace":"alice","nodeName":"n"}}}}""";
        await api.Store.PatchAsync(Kinds.KusciaTask, task.Identity, JsonNode.Parse(status)!, "status", CancellationToken.None);
        await api.Store.CreateAsync(Kinds.Node, new Node { Metadata = new ObjectMeta { Name = "n" }, Status = new NodeStatus { Addresses = [new NodeAddress { Type = "InternalIP", Address = "10.0.0.1" }] } }, CancellationToken.None);
        api.Api.Logs.Texts[new ResourceName("alice", "demo-psi-single-psi-0")] = "done\n";
    }

    private static List<(string Path, string Body)> Commands(string language, [CallerFilePath] string here = "")
    {
        string page = Path.Combine(Path.GetDirectoryName(here) ?? "", "..", "..", "docs", language, "kuscia-api.md");
        return [.. CommandPattern().Matches(File.ReadAllText(page)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
    }

    [GeneratedRegex("^api (/\\S+) '(.*)'$", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();
}
