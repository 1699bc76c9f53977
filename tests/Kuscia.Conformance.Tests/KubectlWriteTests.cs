using Kuscia.Conformance.Tests.Support;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary>Commands that write.</summary>
public sealed class KubectlWriteTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [RealComponentFact("kubectl")]
    public async Task Create_posts_protobuf_bodies_that_are_understood()
    {
        Kubectl kubectl = await server.NamespaceAsync("create");
        string other = kubectl.Namespace + "-more";

        Assert.Equal($"namespace/{other} created\n", await kubectl.OutputAsync($"create namespace {other}"));
        Assert.Equal("configmap/c created\n", await kubectl.OutputAsync("create configmap c --from-literal=a=b"));
        Assert.Equal("secret/s created\n", await kubectl.OutputAsync("create secret generic s --from-literal=a=b"));
        Assert.Equal("deployment.apps/d created\n", await kubectl.OutputAsync("create deployment d --image=nginx:1.25 --replicas=3 --port=80"));
        Assert.Equal("service/v created\n", await kubectl.OutputAsync("create service clusterip v --tcp=80:8080"));
        Assert.Equal("resourcequota/q created\n", await kubectl.OutputAsync("create quota q --hard=pods=3,limits.cpu=1500m"));

        Assert.Equal("b", await kubectl.OutputAsync("get configmap c -o", "jsonpath={.data.a}"));
        Assert.Equal("Yg== Opaque", await kubectl.OutputAsync("get secret s -o", "jsonpath={.data.a} {.type}"));
        Assert.Equal("3 nginx:1.25 80 d", await kubectl.OutputAsync("get deployment d -o", "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports[0].containerPort} {.spec.selector.matchLabels.app}"));
        Assert.Equal("80 8080 TCP", await kubectl.OutputAsync("get service v -o", "jsonpath={.spec.ports[0].port} {.spec.ports[0].targetPort} {.spec.ports[0].protocol}"));
        Assert.Equal("1500m", await kubectl.OutputAsync("get quota q -o", @"jsonpath={.spec.hard.limits\.cpu}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Apply_creates_changes_and_leaves_alone()
    {
        Kubectl kubectl = await server.NamespaceAsync("apply");

        Assert.Equal("domaindata.kuscia.secretflow/table created\n", await kubectl.ApplyAsync(Manifests.Table));
        Assert.Equal("domaindata.kuscia.secretflow/table unchanged\n", await kubectl.ApplyAsync(Manifests.Table));
        Assert.Equal("domaindata.kuscia.secretflow/table configured\n", await kubectl.ApplyAsync(Manifests.Table.Replace("table.csv", "other.csv", StringComparison.Ordinal)));
        Assert.Equal("other.csv", await kubectl.OutputAsync("get domaindata table -o", "jsonpath={.spec.relativeURI}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Apply_removes_a_list_item_of_a_deployment_and_keeps_the_others()
    {
        Kubectl kubectl = await server.NamespaceAsync("strategic");
        await kubectl.ApplyAsync(Manifests.Deployment);

        await kubectl.ApplyAsync(Manifests.Deployment.Replace("        - {name: A, value: \"1\"}\n", "", StringComparison.Ordinal).Replace("replicas: 2", "replicas: 3", StringComparison.Ordinal));

        Assert.Equal("3 B c d", await kubectl.OutputAsync("get deployment web -o",
            "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].env[*].name} {.spec.template.spec.containers[*].name}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Label_annotate_and_patch_change_what_they_name()
    {
        Kubectl kubectl = await server.NamespaceAsync("patch");
        await kubectl.ApplyAsync(Manifests.Job);

        Assert.Equal("kusciajob.kuscia.secretflow/job labeled\n", await kubectl.OutputAsync("label kj job team=a"));
        Assert.Equal("kusciajob.kuscia.secretflow/job annotated\n", await kubectl.OutputAsync("annotate kj job note=b"));
        Assert.Equal("kusciajob.kuscia.secretflow/job patched\n", await kubectl.OutputAsync("patch kj job --type=merge -p", """{"spec":{"maxParallelism":7}}"""));
        Assert.Equal("kusciajob.kuscia.secretflow/job patched\n", await kubectl.OutputAsync("patch kj job --type=json -p", """[{"op":"replace","path":"/spec/tasks/0/alias","value":"join"}]"""));
        Assert.Equal("a b 7 join", await kubectl.OutputAsync("get kj job -o", "jsonpath={.metadata.labels.team} {.metadata.annotations.note} {.spec.maxParallelism} {.spec.tasks[0].alias}"));
        Assert.Equal("job", (await kubectl.OutputAsync("get kj -l team=a -o", "jsonpath={.items[*].metadata.name}")));
        await kubectl.OutputAsync("label kj job team-");
        Assert.Equal("", await kubectl.OutputAsync("get kj -l team=a -o", "jsonpath={.items[*].metadata.name}"));
    }

    [RealComponentFact("kubectl", "sed")]
    public async Task Edit_stores_what_the_editor_wrote()
    {
        Kubectl kubectl = await server.NamespaceAsync("edit");
        await kubectl.ApplyAsync(Manifests.Job);
        string editor = server.File("editor.sh", "#!/bin/sh\nsed -i 's/maxParallelism: 2/maxParallelism: 9/' \"$1\"\n");
        File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        ProgramRun run = await kubectl.RunAsync("edit kj job", null, editor);

        Assert.Equal("kusciajob.kuscia.secretflow/job edited\n", run.Output);
        Assert.Equal("9", await kubectl.OutputAsync("get kj job -o", "jsonpath={.spec.maxParallelism}"));
    }

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Delete_removes_by_name_file_and_label()
    {
        Kubectl kubectl = await server.NamespaceAsync("delete");
        string manifest = server.File("job.yaml", Manifests.Job);
        await kubectl.OutputAsync($"create -f {manifest}");

        Assert.Equal("kusciajob.kuscia.secretflow \"job\" deleted\n", await kubectl.OutputAsync($"delete -f {manifest}"));
        await kubectl.OutputAsync("create configmap a");
        await kubectl.OutputAsync("create configmap b");
        Assert.Equal("configmap \"a\" deleted\n", await kubectl.OutputAsync("delete configmap a"));
        Assert.Equal("configmap \"b\" deleted\n", await kubectl.OutputAsync("delete configmap --all"));
        Assert.Equal("Error from server (NotFound): configmaps \"a\" not found\n", (await kubectl.RunAsync("delete configmap a")).Error);
    }

    [RealComponentFact("kubectl")]
    public async Task Create_of_what_exists_and_replace_of_what_does_not_are_refused()
    {
        Kubectl kubectl = await server.NamespaceAsync("exists");
        string manifest = server.File("job.yaml", Manifests.Job);

        ProgramRun replaced = await kubectl.RunAsync($"replace -f {manifest}");
        await kubectl.OutputAsync($"create -f {manifest}");
        ProgramRun created = await kubectl.RunAsync($"create -f {manifest}");

        Assert.Contains("kusciajobs.kuscia.secretflow \"job\" not found", replaced.Error, StringComparison.Ordinal);
        Assert.Contains("kusciajobs.kuscia.secretflow \"job\" already exists", created.Error, StringComparison.Ordinal);
        Assert.Equal("kusciajob.kuscia.secretflow/job replaced\n", await kubectl.OutputAsync($"replace -f {manifest}"));
    }

    [RealComponentFact("kubectl")]
    public async Task A_dry_run_on_the_server_fills_defaults_and_stores_nothing()
    {
        Kubectl kubectl = await server.NamespaceAsync("dry");
        string manifest = server.File("job.yaml", Manifests.Job);

        Assert.Equal("Strict", await kubectl.OutputAsync($"create -f {manifest} --dry-run=server -o", "jsonpath={.spec.scheduleMode}"));
        Assert.Equal("", await kubectl.OutputAsync("get kj -o name"));
    }

    [RealComponentTheory("kubectl")]
    [InlineData("alias: psi", "alais: psi", "strict decoding error: unknown field \"spec.tasks[0].alais\"")]
    [InlineData("initiator: alice", "initiator: alice\n  scheduleMode: Nope", "spec.scheduleMode: Unsupported value: \"Nope\": supported values: \"Strict\", \"BestEffort\"")]
    [InlineData("maxParallelism: 2", "maxParallelism: 1000", "spec.maxParallelism in body should be less than or equal to 128")]
    [InlineData("maxParallelism: 2", "maxParallelism: two", "spec.maxParallelism in body must be of type integer: \"string\"")]
    [InlineData("  initiator: alice\n", "", "spec.initiator: Required value")]
    [InlineData("name: job", "name: Job_1", "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters")]
    [InlineData("name: job", "name: job\n  labels: {a: 'b c'}", "a valid label must be an empty string or consist of alphanumeric characters")]
    [InlineData("kind: KusciaJob", "kind: KusciaJub", "no matches for kind \"KusciaJub\" in version \"kuscia.secretflow/v1alpha1\"")]
    public async Task A_wrong_manifest_is_refused_with_the_field_and_the_cure(string right, string wrong, string expected)
    {
        Kubectl kubectl = await server.NamespaceAsync("wrong");
        string manifest = server.File("job.yaml", Manifests.Job.Replace(right, wrong, StringComparison.Ordinal));

        ProgramRun run = await kubectl.RunAsync($"apply -f {manifest}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task An_unknown_field_is_only_a_warning_for_a_client_that_asks_for_warnings()
    {
        Kubectl kubectl = await server.NamespaceAsync("warn");
        string manifest = server.File("job.yaml", Manifests.Job.Replace("initiator: alice", "initiator: alice\n  newer: 1", StringComparison.Ordinal));

        ProgramRun run = await kubectl.RunAsync($"apply -f {manifest} --validate=warn");

        Assert.Equal("kusciajob.kuscia.secretflow/job created\n", run.Output);
        Assert.StartsWith("Warning: unknown field \"spec.newer\"\nWarning: KusciaJob \"job\" is in namespace", run.Error, StringComparison.Ordinal);
    }
}
