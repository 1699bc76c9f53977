using Kuscia.Conformance.Tests.Support;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary>The official Python client.</summary>
public sealed class PythonClientTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Script = """
        import sys
        from kubernetes import client, config, watch

        config.load_kube_config()
        namespace = sys.argv[1]
        core, custom = client.CoreV1Api(), client.CustomObjectsApi()
        group, version, plural = "kuscia.secretflow", "v1alpha1", "domaindatas"

        print("namespaces", namespace in [n.metadata.name for n in core.list_namespace().items])
        body = {"apiVersion": f"{group}/{version}", "kind": "DomainData", "metadata": {"name": "d"},
                "spec": {"author": "a", "dataSource": "s", "name": "d", "relativeURI": "d.csv", "type": "table"}}
        custom.create_namespaced_custom_object(group, version, namespace, plural, body)
        found = custom.list_namespaced_custom_object(group, version, namespace, plural)
        print("listed", [i["metadata"]["name"] for i in found["items"]])

        events = watch.Watch()
        for event in events.stream(custom.list_namespaced_custom_object, group, version, namespace, plural, timeout_seconds=30):
            print(event["type"], event["object"]["spec"]["relativeURI"], flush=True)
            if event["type"] == "ADDED":
                custom.patch_namespaced_custom_object(group, version, namespace, plural, "d", {"spec": {"relativeURI": "e.csv"}})
            elif event["type"] == "MODIFIED":
                custom.delete_namespaced_custom_object(group, version, namespace, plural, "d")
            else:
                events.stop()

        core.create_namespaced_config_map(namespace, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="c"), data={"k": "v"}))
        print("data", core.read_namespaced_config_map("c", namespace).data)
        try:
            core.read_namespaced_config_map("none", namespace)
        except client.ApiException as error:
            print("status", error.status)
        """;

    [RealComponentFact("python3:kubernetes")]
    public async Task The_python_client_lists_watches_and_writes()
    {
        Kubectl kubectl = await server.NamespaceAsync("python");

        ProgramRun run = await ProgramRun.StartAsync(RealComponent.SystemPython, [server.File("client.py", Script), kubectl.Namespace], server.Environment);

        Assert.Equal("", run.Error);
        Assert.Equal(
            ["namespaces True", "listed ['d']", "ADDED d.csv", "MODIFIED e.csv", "DELETED e.csv", "data {'k': 'v'}", "status 404"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
