using Kuscia.Conformance.Tests.Support;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary><c>kubectl apply --server-side</c>: owners of fields, conflicts, the way over from client-side apply.</summary>
public sealed class KubectlApplyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Managers = "jsonpath={range .metadata.managedFields[*]}{.manager}/{.operation}/{.subresource} {end}";

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Appliers_share_an_object_and_conflict_over_one_field()
    {
        Kubectl kubectl = await server.NamespaceAsync("ssa");
        string manifest = server.File("web.yaml", Manifests.Deployment);
        string other = server.File("other.yaml", Manifests.Deployment.Replace("nginx:1.25", "nginx:1.26", StringComparison.Ordinal));

        Assert.Equal("deployment.apps/web serverside-applied\n", await kubectl.OutputAsync($"apply --server-side -f {manifest}"));
        ProgramRun refused = await kubectl.RunAsync($"apply --server-side --field-manager=ops -f {other}");
        await kubectl.OutputAsync($"apply --server-side --field-manager=ops --force-conflicts -f {other}");

        Assert.Contains(
            "Apply failed with 1 conflict: conflict with \"kubectl\": .spec.template.spec.containers[name=\"c\"].image", refused.Error, StringComparison.Ordinal);
        Assert.Equal("kubectl/Apply/ ops/Apply/ ", await kubectl.OutputAsync("get deployment web -o", Managers));
        Assert.Equal("nginx:1.26", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.template.spec.containers[0].image}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Every_named_writer_owns_what_it_wrote()
    {
        Kubectl kubectl = await server.NamespaceAsync("owners");
        await kubectl.OutputAsync("create configmap c --from-literal=a=1");
        await kubectl.OutputAsync("label configmap c team=x");
        await kubectl.OutputAsync("patch configmap c --type=merge -p", """{"data":{"b":"2"}}""");
        string manifest = server.File("c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: \"9\"}\n");

        ProgramRun refused = await kubectl.RunAsync($"apply --server-side -f {manifest}");

        Assert.Equal("kubectl-create/Update/ kubectl-label/Update/ kubectl-patch/Update/ ", await kubectl.OutputAsync("get configmap c -o", Managers));
        Assert.Contains("conflict with \"kubectl-create\" using v1: .data.a", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", await kubectl.OutputAsync("get configmap c -o yaml"), StringComparison.Ordinal);
        Assert.Contains("f:data:", await kubectl.OutputAsync("get configmap c -o yaml --show-managed-fields"), StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task An_object_of_client_side_apply_goes_over_without_conflict()
    {
        Kubectl kubectl = await server.NamespaceAsync("migrate");
        await kubectl.ApplyAsync(Manifests.Deployment);
        string manifest = server.File("web.yaml", Manifests.Deployment.Replace("nginx:1.25", "nginx:1.26", StringComparison.Ordinal));

        ProgramRun run = await kubectl.RunAsync($"apply --server-side -f {manifest}");

        Assert.Equal(("", "deployment.apps/web serverside-applied\n"), (run.Error, run.Output));
        string managers = await kubectl.OutputAsync("get deployment web -o", Managers);
        Assert.Contains("kubectl/Apply/ ", managers, StringComparison.Ordinal);
        Assert.DoesNotContain("kubectl-client-side-apply", managers, StringComparison.Ordinal);
        Assert.Equal("nginx:1.26", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.template.spec.containers[0].image}"));
    }

    [RealComponentFact("kubectl")]
    public async Task What_nobody_wants_any_more_goes_and_a_dry_run_stores_nothing()
    {
        Kubectl kubectl = await server.NamespaceAsync("drop");
        string manifest = server.File("web.yaml", Manifests.Deployment);
        string fewer = server.File("fewer.yaml", Manifests.Deployment.Replace("      - {name: d, image: \"busybox:1.36\"}", "", StringComparison.Ordinal));
        await kubectl.OutputAsync($"apply --server-side -f {manifest}");

        Assert.Equal("c", await kubectl.OutputAsync($"apply --server-side --dry-run=server -f {fewer} -o", "jsonpath={.spec.template.spec.containers[*].name}"));
        Assert.Equal("c d", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.template.spec.containers[*].name}"));
        await kubectl.OutputAsync($"apply --server-side -f {fewer}");
        Assert.Equal("c", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.template.spec.containers[*].name}"));
    }
}
