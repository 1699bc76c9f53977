namespace Kuscia.Conformance.Tests.Support;

/// <summary>Manifests that several tests use.</summary>
internal static class Manifests
{
    public const string Table = """
        apiVersion: kuscia.secretflow/v1alpha1
        kind: DomainData
        metadata:
          name: table
        spec:
          author: alice
          dataSource: default-data-source
          name: table
          relativeURI: table.csv
          type: table
          columns:
          - {name: id, type: str}
        """;

    public const string Job = """
        apiVersion: kuscia.secretflow/v1alpha1
        kind: KusciaJob
        metadata:
          name: job
        spec:
          initiator: alice
          maxParallelism: 2
          tasks:
          - alias: psi
            taskID: psi
            tolerable: false
            appImage: secretflow-image
            taskInputConfig: '{}'
            parties:
            - domainID: alice
            - domainID: bob
        """;

    public const string NetworkPolicy = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: closed
        spec:
          podSelector: {}
        """;

    public const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: c
                image: nginx:1.25
                env:
                - {name: A, value: "1"}
                - {name: B, value: "2"}
              - {name: d, image: "busybox:1.36"}
        """;

    /// <summary>A route with names of its own, since routes belong to no namespace.</summary>
    public static string Route(string source) => $$"""
        apiVersion: kuscia.secretflow/v1alpha1
        kind: ClusterDomainRoute
        metadata:
          name: {{source}}-bob
        spec:
          source: {{source}}
          destination: bob
          interConnProtocol: kuscia
          endpoint:
            host: 10.0.0.1
            ports:
            - {name: http, port: 1080, protocol: HTTP}
          authenticationType: Token
          tokenConfig: {tokenGenMethod: RSA-GEN, rollingUpdatePeriod: 86400}
        """;

    public static string Pod(string name) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: "engine:1"}
        """;
}
