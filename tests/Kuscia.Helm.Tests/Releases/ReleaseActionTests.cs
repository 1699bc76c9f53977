using System.Text.Json.Nodes;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Tests.Releases;

public sealed class ReleaseActionTests : IAsyncLifetime
{
    private const string Deployment = "/apis/apps/v1/namespaces/demo/deployments/r-web";
    private const string Service = "/api/v1/namespaces/demo/services/r";

    private KubeDouble _kube = null!;
    private KubeHttpCluster _cluster = null!;
    private ReleaseEnvironment _environment = null!;

    private ReleaseStore Store => new(_cluster, "demo", TimeProvider.System);

    public async Task InitializeAsync()
    {
        _kube = await KubeDouble.StartAsync();
        _cluster = _kube.Connect();
        _environment = KubeDouble.Environment(_cluster);
    }

    public async Task DisposeAsync()
    {
        _cluster.Dispose();
        await _kube.DisposeAsync();
    }

    [Fact]
    public async Task Install_creates_marked_objects_and_a_record_that_helm_reads()
    {
        Release release = await InstallAsync(TestCharts.LoadWeb());

        Assert.Equal(ReleaseStatus.Deployed, release.Status);
        JsonObject live = _kube.Find(Deployment)!;
        Assert.Equal("Helm", live["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]!.ToString());
        Assert.Equal("r", live["metadata"]!["annotations"]!["meta.helm.sh/release-name"]!.ToString());
        Assert.Equal("demo", live["metadata"]!["annotations"]!["meta.helm.sh/release-namespace"]!.ToString());
        JsonObject secret = _kube.Find("/api/v1/namespaces/demo/secrets/sh.helm.release.v1.r.v1")!;
        Assert.Equal("helm.sh/release.v1", secret["type"]!.ToString());
        JsonNode labels = secret["metadata"]!["labels"]!;
        Assert.Equal(("r", "helm", "deployed", "1"), (labels["name"]!.ToString(), labels["owner"]!.ToString(), labels["status"]!.ToString(), labels["version"]!.ToString()));
        Assert.NotNull(labels["modifiedAt"]);
    }

    [Fact]
    public async Task Whole_numbers_reach_the_server_with_all_their_digits()
    {
        await InstallAsync(TestCharts.Load(("templates/a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: r}\nspec: {ids: [9007199254740993, 9223372036854775807]}\n")));

        Assert.Equal("[9007199254740993,9223372036854775807]", _kube.Find(Service)!["spec"]!["ids"]!.ToJsonString());
    }

    [Fact]
    public async Task Objects_may_be_nested_as_deep_as_schemas_are()
    {
        string deep = new string('[', 90) + new string(']', 90);

        await InstallAsync(TestCharts.Load(("templates/a.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: r}}\nspec: {{a: {deep}}}\n")));

        Assert.Equal(deep, _kube.Find(Service)!["spec"]!["a"]!.ToJsonString());
    }

    [Fact]
    public async Task Install_of_a_used_name_fails()
    {
        await InstallAsync(TestCharts.LoadWeb());

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => InstallAsync(TestCharts.LoadWeb()));

        Assert.Equal("cannot re-use a name that is still in use", failure.Message);
    }

    [Fact]
    public async Task Install_leaves_foreign_objects_alone()
    {
        _kube.Store(Service, JsonNode.Parse("""{"kind":"Service","metadata":{"name":"r"}}""")!.AsObject());

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => InstallAsync(TestCharts.LoadWeb()));

        Assert.Equal(
            "rendered manifests contain a resource that already exists. Unable to continue with install: Service \"r\" in namespace \"demo\" exists and cannot be " +
            "imported into the current release: invalid ownership metadata; label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to " +
            "\"Helm\"; annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to \"r\"; annotation validation error: missing key " +
            "\"meta.helm.sh/release-namespace\": must be set to \"demo\"",
            failure.Message);
        Assert.Null(_kube.Find(Deployment));
    }

    [Fact]
    public async Task Install_adopts_objects_that_carry_the_release()
    {
        _kube.Store(Service, JsonNode.Parse("""
            {"kind":"Service","apiVersion":"v1","spec":{"ports":[{"port":81}]},"metadata":{"name":"r","labels":{"app.kubernetes.io/managed-by":"Helm"},
            "annotations":{"meta.helm.sh/release-name":"r","meta.helm.sh/release-namespace":"demo"}}}
            """)!.AsObject());

        await InstallAsync(TestCharts.LoadWeb());

        Assert.Contains(_kube.Changes, change => change.StartsWith("PATCH " + Service, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dry_run_changes_nothing()
    {
        Release release = await InstallAsync(TestCharts.LoadWeb(), options => options with { DryRun = true });

        Assert.Equal("Dry run complete", release.Description);
        Assert.Empty(_kube.Changes);
    }

    [Fact]
    public async Task Install_with_wait_names_what_is_not_ready_when_the_deadline_passes()
    {
        _kube.Controller = null;

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() =>
            InstallAsync(TestCharts.LoadWeb(), options => options with { Wait = true, Timeout = TimeSpan.FromMilliseconds(20) }));

        Assert.Equal(
            "timed out waiting for the condition: Service demo/r is not ready: Service does not have cluster IP address; " +
            "Deployment demo/r-web is not ready: 0 out of 1 expected pods are ready",
            failure.Message);
        Release stored = await Store.LastAsync("r", CancellationToken.None);
        Assert.Equal(ReleaseStatus.Failed, stored.Status);
        Assert.StartsWith("Release \"r\" failed: timed out", stored.Description);
    }

    [Fact]
    public async Task Atomic_install_takes_everything_back()
    {
        _kube.Controller = null;

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() =>
            InstallAsync(TestCharts.LoadWeb(), options => options with { Atomic = true, Timeout = TimeSpan.FromMilliseconds(10) }));

        Assert.StartsWith("release r failed, and has been uninstalled due to atomic being set: timed out waiting for the condition", failure.Message);
        Assert.Empty(_kube.Paths);
    }

    [Fact]
    public async Task Create_namespace_makes_the_namespace_once()
    {
        await InstallAsync(TestCharts.LoadWeb(), options => options with { CreateNamespace = true });

        Assert.Equal("demo", _kube.Find("/api/v1/namespaces/demo")!["metadata"]!["labels"]!["name"]!.ToString());
    }

    [Fact]
    public async Task Crds_are_installed_before_the_objects_that_need_them()
    {
        const string crd = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: parcels.example.org}
            spec: {group: example.org, names: {kind: Parcel, plural: parcels}, versions: [{name: v1}]}
            """;
        Chart chart = TestCharts.Load(("crds/parcel.yaml", crd), ("templates/p.yaml", "apiVersion: example.org/v1\nkind: Parcel\nmetadata: {name: p}\n"));

        await InstallAsync(chart);

        Assert.Equal(
            ["POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions", "POST /apis/example.org/v1/namespaces/demo/parcels"],
            _kube.Changes.Where(change => change.StartsWith("POST /apis", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Unknown_kind_is_named()
    {
        Chart chart = TestCharts.Load(("templates/p.yaml", "apiVersion: example.org/v1\nkind: Parcel\nmetadata: {name: p}\n"));

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => InstallAsync(chart));

        Assert.Equal(
            "unable to build kubernetes objects from release manifest: resource mapping not found for name: \"p\" namespace: \"\" from \"\": " +
            "no matches for kind \"Parcel\" in version \"example.org/v1\"\nensure CRDs are installed first",
            failure.Message);
    }

    [Fact]
    public async Task Hooks_run_by_weight_around_the_install_and_are_deleted_by_policy()
    {
        Chart chart = TestCharts.LoadWeb(
            ("templates/b.yaml", TestCharts.Hook("second", "pre-install", more: "helm.sh/hook-weight: \"2\"\n    helm.sh/hook-delete-policy: hook-succeeded")),
            ("templates/a.yaml", TestCharts.Hook("first", "pre-install", more: "helm.sh/hook-weight: \"-1\"")),
            ("templates/c.yaml", TestCharts.Hook("after", "post-install", "Pod")));

        Release release = await InstallAsync(chart);

        string[] created = [.. _kube.Changes.Where(change => change.StartsWith("POST", StringComparison.Ordinal)).Select(change => change[(change.LastIndexOf('/') + 1)..])];
        Assert.Equal(["secrets", "jobs", "jobs", "services", "deployments", "pods"], created);
        Assert.Null(_kube.Find("/apis/batch/v1/namespaces/demo/jobs/second"));
        Assert.NotNull(_kube.Find("/apis/batch/v1/namespaces/demo/jobs/first"));
        Assert.All(release.Hooks, hook => Assert.Equal("Succeeded", hook.Phase));
    }

    [Fact]
    public async Task Failed_hook_fails_the_install_and_says_why()
    {
        _kube.Controller = item =>
        {
            if (item["kind"]!.ToString() == "Job")
            {
                item["status"] = JsonNode.Parse("""{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}""");
            }
        };
        Chart chart = TestCharts.LoadWeb(("templates/a.yaml", TestCharts.Hook("migrate", "pre-install", more: "helm.sh/hook-delete-policy: hook-failed")));

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => InstallAsync(chart));

        Assert.Equal("failed pre-install: job failed: BackoffLimitExceeded", failure.Message);
        Assert.Null(_kube.Find("/apis/batch/v1/namespaces/demo/jobs/migrate"));
        Assert.Null(_kube.Find(Deployment));
    }

    [Fact]
    public async Task Upgrade_patches_only_what_changed_and_keeps_what_others_added()
    {
        await InstallAsync(TestCharts.LoadWeb());
        JsonNode live = _kube.Find(Deployment)!;
        live["metadata"]!["annotations"]!["other"] = "kept";
        live["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Add(JsonNode.Parse("""{"name":"sidecar","image":"mesh"}"""));

        await UpgradeAsync(TestCharts.LoadWeb(), """{"tag":"two","env":{"A":null,"B":"y"}}""");

        JsonNode upgraded = _kube.Find(Deployment)!;
        Assert.Equal("kept", upgraded["metadata"]!["annotations"]!["other"]!.ToString());
        JsonArray containers = upgraded["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["web", "sidecar"], containers.Select(container => container!["name"]!.ToString()));
        Assert.Equal("web:two", containers[0]!["image"]!.ToString());
        Assert.Equal(["B"], containers[0]!["env"]!.AsArray().Select(variable => variable!["name"]!.ToString()));
        Assert.DoesNotContain(_kube.Changes, change => change.StartsWith("PATCH " + Service, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upgrade_deletes_what_left_the_manifest_and_supersedes_the_revision()
    {
        await InstallAsync(TestCharts.LoadWeb());

        Release release = await UpgradeAsync(TestCharts.LoadWeb(), """{"service":false}""");

        Assert.Null(_kube.Find(Service));
        Assert.Equal((2, ReleaseStatus.Deployed, "Upgrade complete"), (release.Version, release.Status, release.Description));
        IReadOnlyList<Release> history = await Store.HistoryAsync("r", CancellationToken.None);
        Assert.Equal([ReleaseStatus.Superseded, ReleaseStatus.Deployed], history.Select(revision => revision.Status));
    }

    [Fact]
    public async Task Upgrade_without_values_takes_those_of_the_last_revision()
    {
        await InstallAsync(TestCharts.LoadWeb(), values: """{"tag":"mine"}""");

        Release release = await UpgradeAsync(TestCharts.LoadWeb(), "{}");

        Assert.Contains("web:mine", release.Manifest);
    }

    [Fact]
    public async Task Upgrade_with_reset_values_forgets_them()
    {
        await InstallAsync(TestCharts.LoadWeb(), values: """{"tag":"mine"}""");

        Release release = await UpgradeAsync(TestCharts.LoadWeb(), "{}", options => options with { ResetValues = true });

        Assert.Contains("web:one", release.Manifest);
    }

    [Fact]
    public async Task Upgrade_with_reuse_values_merges_them()
    {
        await InstallAsync(TestCharts.LoadWeb(), values: """{"tag":"mine"}""");

        Release release = await UpgradeAsync(TestCharts.LoadWeb(), """{"replicas":3}""", options => options with { ReuseValues = true });

        Assert.Contains("web:mine", release.Manifest);
        Assert.Contains("replicas: 3", release.Manifest);
        Assert.Equal("mine", release.Config!["tag"]);
    }

    [Fact]
    public async Task Upgrade_of_nothing_fails()
    {
        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => UpgradeAsync(TestCharts.LoadWeb(), "{}"));

        Assert.Equal("\"r\" has no deployed releases", failure.Message);
    }

    [Fact]
    public async Task Upgrade_is_refused_while_another_operation_runs()
    {
        Release release = await InstallAsync(TestCharts.LoadWeb());
        release.Status = ReleaseStatus.PendingUpgrade;
        await Store.UpdateAsync(release, CancellationToken.None);

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => UpgradeAsync(TestCharts.LoadWeb(), "{}"));

        Assert.Equal("another operation (install/upgrade/rollback) is in progress", failure.Message);
    }

    [Fact]
    public async Task Failed_upgrade_is_recorded_and_the_old_revision_stays_deployed()
    {
        await InstallAsync(TestCharts.LoadWeb());
        _kube.Refuses = request => request == "PATCH " + Deployment;

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => UpgradeAsync(TestCharts.LoadWeb(), """{"tag":"two"}"""));

        Assert.Equal("cannot patch \"r-web\" with kind Deployment: etcdserver: request timed out", failure.Message);
        IReadOnlyList<Release> history = await Store.HistoryAsync("r", CancellationToken.None);
        Assert.Equal([ReleaseStatus.Deployed, ReleaseStatus.Failed], history.Select(revision => revision.Status));
    }

    [Fact]
    public async Task Atomic_upgrade_rolls_back()
    {
        await InstallAsync(TestCharts.LoadWeb());
        _kube.Controller = item =>
        {
            KubeDouble.MakeReady(item);
            if (item.ToJsonString().Contains("web:two", StringComparison.Ordinal))
            {
                item["status"] = new JsonObject { ["readyReplicas"] = 0 };
            }
        };

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => UpgradeAsync(
            TestCharts.LoadWeb(), """{"tag":"two"}""", options => options with { Atomic = true, Timeout = TimeSpan.FromMilliseconds(50) }));

        Assert.StartsWith("release r failed, and has been rolled back due to atomic being set: timed out", failure.Message);
        Assert.Contains("web:one", _kube.Find(Deployment)!.ToJsonString());
        IReadOnlyList<Release> history = await Store.HistoryAsync("r", CancellationToken.None);
        Assert.Equal([ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed], history.Select(revision => revision.Status));
    }

    [Fact]
    public async Task Rollback_returns_to_the_revision_before()
    {
        await InstallAsync(TestCharts.LoadWeb());
        await UpgradeAsync(TestCharts.LoadWeb(), """{"tag":"two","service":false}""");

        Release release = await new RollbackAction(_environment).RunAsync(new RollbackOptions { Name = "r" }, CancellationToken.None);

        Assert.Equal((3, ReleaseStatus.Deployed, "Rollback to 1"), (release.Version, release.Status, release.Description));
        Assert.Contains("web:one", _kube.Find(Deployment)!.ToJsonString());
        Assert.NotNull(_kube.Find(Service));
    }

    [Fact]
    public async Task Rollback_to_a_missing_revision_fails()
    {
        await InstallAsync(TestCharts.LoadWeb());

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() =>
            new RollbackAction(_environment).RunAsync(new RollbackOptions { Name = "r", Version = 7 }, CancellationToken.None));

        Assert.Equal("release: not found", failure.Message);
    }

    [Fact]
    public async Task History_is_limited_and_keeps_the_deployed_revision()
    {
        await InstallAsync(TestCharts.LoadWeb());
        for (int i = 0; i < 4; i++)
        {
            await UpgradeAsync(TestCharts.LoadWeb(), $$"""{"replicas":{{i + 2}}}""", options => options with { MaxHistory = 3 });
        }

        IReadOnlyList<Release> history = await Store.HistoryAsync("r", CancellationToken.None);

        Assert.Equal([3, 4, 5], history.Select(revision => revision.Version));
    }

    [Fact]
    public async Task Uninstall_deletes_objects_and_history_but_what_asks_to_stay()
    {
        const string keep = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: data\n  annotations: {helm.sh/resource-policy: keep}\n";
        await InstallAsync(TestCharts.LoadWeb(("templates/keep.yaml", keep), ("templates/h.yaml", TestCharts.Hook("bye", "pre-delete"))));

        string kept = await new UninstallAction(_environment).RunAsync("r", new UninstallOptions { Wait = true }, CancellationToken.None);

        Assert.Equal("These resources were kept due to the resource policy:\n[ConfigMap] data\n", kept);
        Assert.Equal(["/api/v1/namespaces/demo/configmaps/data", "/apis/batch/v1/namespaces/demo/jobs/bye"], _kube.Paths);
    }

    [Fact]
    public async Task Uninstall_with_keep_history_leaves_the_record()
    {
        await InstallAsync(TestCharts.LoadWeb());

        await new UninstallAction(_environment).RunAsync("r", new UninstallOptions { KeepHistory = true }, CancellationToken.None);

        Release last = await Store.LastAsync("r", CancellationToken.None);
        Assert.Equal((ReleaseStatus.Uninstalled, "Uninstallation complete"), (last.Status, last.Description));
        Assert.NotNull(last.Deleted);
    }

    [Fact]
    public async Task Uninstall_of_nothing_fails()
    {
        HelmException failure = await Assert.ThrowsAsync<HelmException>(() =>
            new UninstallAction(_environment).RunAsync("r", new UninstallOptions(), CancellationToken.None));

        Assert.Equal("uninstall: Release not loaded: r: release: not found", failure.Message);
    }

    [Fact]
    public async Task Lookup_reads_the_cluster_during_an_install()
    {
        _kube.Store("/api/v1/namespaces/demo/configmaps/known", JsonNode.Parse("""{"kind":"ConfigMap","metadata":{"name":"known"},"data":{"k":"found"}}""")!.AsObject());
        Chart chart = TestCharts.Load(("templates/c.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: c}
            data: {k: "{{ (lookup "v1" "ConfigMap" "demo" "known").data.k }}", none: "{{ lookup "v1" "ConfigMap" "demo" "absent" | len }}"}
            """));

        Release release = await InstallAsync(chart);

        Assert.Contains("k: \"found\", none: \"0\"", release.Manifest);
    }

    [Fact]
    public async Task Unreachable_cluster_is_named()
    {
        using KubeHttpCluster nowhere = new(new KubeConnection { Server = "http://127.0.0.1:1" });

        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => new InstallAction(KubeDouble.Environment(nowhere)).RunAsync(
            TestCharts.LoadWeb(), [], new InstallOptions { Name = "r" }, CancellationToken.None));

        Assert.StartsWith("Kubernetes cluster unreachable: GET \"http://127.0.0.1:1/version\": ", failure.Message);
    }

    [Theory]
    [InlineData("", "release name \"\": no provided name")]
    [InlineData("Bad_Name", "release name \"Bad_Name\": invalid release name, must match regex")]
    public async Task Bad_names_are_refused(string name, string expected)
    {
        HelmException failure = await Assert.ThrowsAsync<HelmException>(() => InstallAsync(TestCharts.LoadWeb(), options => options with { Name = name }));

        Assert.StartsWith(expected.Replace("no provided name", "no name provided"), failure.Message);
    }

    private Task<Release> InstallAsync(Chart chart, Func<InstallOptions, InstallOptions>? change = null, string values = "{}")
    {
        InstallOptions options = new() { Name = "r" };
        return new InstallAction(_environment).RunAsync(chart, Values(values), change?.Invoke(options) ?? options, CancellationToken.None);
    }

    private Task<Release> UpgradeAsync(Chart chart, string values, Func<UpgradeOptions, UpgradeOptions>? change = null)
    {
        UpgradeOptions options = new() { Name = "r" };
        return new UpgradeAction(_environment).RunAsync(chart, Values(values), change?.Invoke(options) ?? options, CancellationToken.None);
    }

    private static ValueMap Values(string json) => (ValueMap)Kuscia.Helm.Yaml.HelmYaml.FromJson(json)!;
}
