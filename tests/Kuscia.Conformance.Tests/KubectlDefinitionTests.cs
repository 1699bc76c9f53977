using Kuscia.Conformance.Tests.Support;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary>A user's own kind from its definition to its end, by kubectl alone.</summary>
public sealed class KubectlDefinitionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: ferries.lake.example.com
        spec:
          group: lake.example.com
          scope: Namespaced
          names: {plural: ferries, singular: ferry, kind: Ferry, shortNames: [fe]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
            additionalPrinterColumns:
            - {name: Route, type: string, jsonPath: .spec.route}
            - {name: Boats, type: integer, jsonPath: .spec.replicas}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [route]
                    properties:
                      route: {type: string, description: Where the ferry goes.}
                      replicas: {type: integer, default: 1}
                  status:
                    type: object
                    properties:
                      replicas: {type: integer}
        """;

    private const string Ferry = """
        apiVersion: lake.example.com/v1
        kind: Ferry
        metadata: {name: blue}
        spec: {route: north}
        """;

    [RealComponentFact("kubectl")]
    public async Task A_kind_is_defined_used_and_removed()
    {
        Kubectl kubectl = await server.NamespaceAsync("ferry");
        string definition = server.File("crd.yaml", Definition);
        string ferry = server.File("ferry.yaml", Ferry);

        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/ferries.lake.example.com created\n", await kubectl.OutputAsync($"apply -f {definition}"));
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/ferries.lake.example.com condition met\n", await kubectl.OutputAsync("wait --for condition=established --timeout=60s crd/ferries.lake.example.com"));
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/ferries.lake.example.com unchanged\n", await kubectl.OutputAsync($"apply -f {definition}"));
        Assert.Equal("ferry.lake.example.com/blue created\n", await kubectl.OutputAsync($"apply -f {ferry}"));
        Assert.Equal("ferry.lake.example.com/blue unchanged\n", await kubectl.OutputAsync($"apply -f {ferry}"));
        Assert.Equal("ferry.lake.example.com/blue serverside-applied\n", await kubectl.OutputAsync($"apply --server-side -f {ferry}"));
        Assert.Contains("Where the ferry goes.", await kubectl.OutputAsync("explain ferry.spec.route"), StringComparison.Ordinal);
        Assert.Equal("ferry.lake.example.com/blue scaled\n", await kubectl.OutputAsync("scale fe/blue --replicas=3"));
        await kubectl.OutputAsync("patch ferry blue --type=merge -p", """{"spec":{"route":"south"}}""");
        Assert.Equal([["NAME", "ROUTE", "BOATS"], ["blue", "south", "3"]], Kubectl.Words(await kubectl.OutputAsync("get fe")));
        ProgramRun refused = await kubectl.RunAsync("patch ferry blue --type=merge -p", """{"spec":{"route":4}}""");
        Assert.Contains("spec.route in body must be of type string", refused.Error, StringComparison.Ordinal);
        await kubectl.OutputAsync("delete crd ferries.lake.example.com --timeout=60s");
        ProgramRun gone = await kubectl.RunAsync("get ferries");

        // kubectl still knows the kind from its cache of discovery.
        Assert.StartsWith("Error from server (NotFound)", gone.Error, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task The_definitions_of_the_house_can_be_applied_again_and_again()
    {
        Kubectl kubectl = await server.NamespaceAsync("house");
        string written = await kubectl.OutputAsync("get crd domaindatas.kuscia.secretflow -o", "jsonpath={.metadata.name}");
        string definition = server.File("crd.yaml", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              creationTimestamp: null
              name: domaindatas.kuscia.secretflow
            spec:
              group: kuscia.secretflow
              scope: Namespaced
              names: {plural: domaindatas, singular: domaindata, kind: DomainData, listKind: DomainDataList, shortNames: [kdd]}
              versions:
              - name: v1alpha1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
            """);

        await kubectl.OutputAsync($"apply -f {definition}");

        Assert.Equal("domaindatas.kuscia.secretflow", written);
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/domaindatas.kuscia.secretflow unchanged\n", await kubectl.OutputAsync($"apply -f {definition}"));
        Assert.Contains("vendor", await kubectl.OutputAsync("explain domaindata.spec"), StringComparison.Ordinal);
    }
}
