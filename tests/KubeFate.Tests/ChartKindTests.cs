using KubeFate.Tests.Replay;
using Kuscia.Testing.Components;

namespace KubeFate.Tests;

/// <summary>Kinds that charts need besides those of a node: what kubectl shows of them, and what is refused.</summary>
public sealed class ChartKindTests(World world) : IClassFixture<World>
{
    private const string Objects = """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
        provisioner: example.org/disk
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data}
        spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: page}
        spec: {ingressClassName: nginx, rules: [{host: a.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store}
        spec: {serviceName: store, replicas: 2, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i:1}]}}}
        """;

    [RealComponentTheory("kubectl")]
    [InlineData("get sc", @"^NAME +PROVISIONER +RECLAIMPOLICY +VOLUMEBINDINGMODE +ALLOWVOLUMEEXPANSION +AGE\nfast \(default\) +example\.org/disk +Delete +Immediate +false ")]
    [InlineData("get pvc -n kinds", @"^NAME +STATUS +VOLUME +CAPACITY +ACCESS MODES +STORAGECLASS +VOLUMEATTRIBUTESCLASS +AGE\ndata +Pending +fast +<unset> ")]
    [InlineData("get jobs -n kinds", @"^NAME +STATUS +COMPLETIONS +DURATION +AGE\nonce +(Running|Complete) +[01]/1 ")]
    [InlineData("get ing -n kinds", @"^NAME +CLASS +HOSTS +ADDRESS +PORTS +AGE\npage +nginx +a\.example\.org +80 ")]
    [InlineData("get sts -n kinds -o wide", @"^NAME +READY +AGE +CONTAINERS +IMAGES\nstore +0/2 +\S+ +c +i:1\n")]
    [InlineData("get all -n kinds -o name", @"statefulset\.apps/store\njob\.batch/once\n")]
    [InlineData("scale sts store --replicas=3 -n kinds", "scaled")]
    public async Task Kubectl_shows_them_as_it_does_elsewhere(string arguments, string expected)
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["kinds"], "no controller");
        string applied = await guide.KubectlAsync("apply -n kinds -f -", Objects);

        string shown = await guide.KubectlAsync(arguments);

        Assert.DoesNotContain("rror", applied, StringComparison.Ordinal);
        Assert.Matches(expected, shown);
    }

    [RealComponentTheory("kubectl")]
    [InlineData("Job", "batch/v1", "spec: {template: {spec: {containers: [{name: c, image: i}]}}}", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [InlineData("Ingress", "networking.k8s.io/v1", "spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}", "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified")]
    [InlineData("Ingress", "networking.k8s.io/v1", "spec: {}", "either `defaultBackend` or `rules` must be specified")]
    [InlineData("PersistentVolumeClaim", "v1", "spec: {resources: {requests: {storage: 1Gi}}}", "spec.accessModes: Required value: at least 1 access mode is required")]
    [InlineData("StatefulSet", "apps/v1", "spec: {template: {spec: {containers: [{name: c, image: i}]}}}", "spec.selector: Required value")]
    public async Task What_is_incomplete_is_refused_by_its_field(string kind, string version, string spec, string fault)
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["faults"], "no controller");

        string refused = await guide.KubectlAsync("create -n faults -f -", $"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: wrong}}\n{spec}\n");

        Assert.Contains(fault, refused, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task A_StatefulSet_keeps_what_cannot_change()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["fixed"], "no controller");
        await guide.KubectlAsync("apply -n fixed -f -", Objects);

        string refused = await guide.KubectlAsync("""patch sts store -n fixed --type merge -p {"spec":{"serviceName":"other"}}""");

        Assert.Contains("updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden", refused, StringComparison.Ordinal);
    }
}
