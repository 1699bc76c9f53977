using System.Diagnostics;
using System.Text.Json.Nodes;
using Kuscia.Conformance.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary><c>kubectl get -w</c>.</summary>
public sealed class KubectlWatchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [RealComponentFact("kubectl")]
    public async Task Watch_prints_a_line_for_every_change()
    {
        Kubectl kubectl = await server.NamespaceAsync("watch");
        await kubectl.ApplyAsync(Manifests.Job);
        ResourceName job = new(kubectl.Namespace, "job");
        using Process watch = ProgramRun.Start("kubectl", ["get", "kj", "-w", "--output-watch-events", "-n", kubectl.Namespace], server.Environment);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        try
        {
            Assert.Contains("PHASE", await NextAsync(watch, "the header", limit.Token), StringComparison.Ordinal);
            Assert.StartsWith("ADDED", await NextAsync(watch, "the first line", limit.Token), StringComparison.Ordinal);

            await server.Client.PatchAsync(Kinds.KusciaJob, job, new JsonObject { ["status"] = new JsonObject { ["phase"] = "Succeeded" } }, "status", limit.Token);
            Assert.Matches("^MODIFIED +job .*Succeeded", await NextAsync(watch, "the change", limit.Token));

            await server.Client.DeleteAsync(Kinds.KusciaJob, job, null, limit.Token);
            Assert.StartsWith("DELETED", await NextAsync(watch, "the deletion", limit.Token), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill();
        }
    }

    private static async Task<string> NextAsync(Process process, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await process.StandardOutput.ReadLineAsync(cancellationToken) ?? $"kubectl ended before {what}";
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"kubectl get -w did not print {what} within 30 s.");
        }
    }
}
