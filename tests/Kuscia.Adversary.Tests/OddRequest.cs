namespace Kuscia.Adversary.Tests;

/// <summary>A request whose path, host or headers a careless reader takes for another one.</summary>
internal sealed record OddRequest(string Method, string Target, string? Body = null, string? Host = null, IReadOnlyList<(string Name, string Value)>? Headers = null, bool MayAnswer = false)
{
    private const string Kuscia = "/apis/kuscia.secretflow/v1alpha1";
    private const string ConfigMap = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"intruded","namespace":"carol"}}""";

    /// <summary>What is wrong with an answer. Paths of documents may answer, but hold nothing of others.</summary>
    public IEnumerable<string> FaultsOf(RawAnswer answer)
    {
        // KusciaAPI refuses with a code in an answer of status 200.
        bool refused = (answer.Status == 200 && answer.Text.StartsWith("""{"status":{"code":1""", StringComparison.Ordinal)) || answer.Status is 301 or 307 or 308 or (>= 400 and < 500) or 501 or 502 or 503;
        bool leaks = answer.Text.Contains(RightsSiege.Marker, StringComparison.Ordinal);
        return leaks || !(refused || MayAnswer) ? [$"{Method} {Target} host {Host} {string.Join(' ', Headers ?? [])}: {answer}"] : [];
    }

    public static IEnumerable<OddRequest> All(string token) => [.. NamespacesBelowNamespaces(), .. ClusterKindsBelowNamespaces(), .. Traversals(), .. Identities(token), .. OtherHosts(), .. Documents(), .. Bodies()];

    private static IEnumerable<OddRequest> NamespacesBelowNamespaces() =>
    [
        new("GET", "/api/v1/namespaces/bob/namespaces"),
        new("GET", "/api/v1/namespaces/bob/namespaces/carol"),
        new("GET", "/api/v1/namespaces/bob/namespaces/carol/status"),
        new("GET", "/api/v1/namespaces/bob/namespaces?watch=true&timeoutSeconds=1"),
        new("DELETE", "/api/v1/namespaces/bob/namespaces/carol"),
        new("DELETE", "/api/v1/namespaces/bob/namespaces"),
        new("PUT", "/api/v1/namespaces/bob/namespaces/carol/finalize", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"carol"},"spec":{"finalizers":[]}}"""),
        new("GET", "/api/v1/namespaces/bob/namespaces/carol/secrets"),
        new("GET", "/api/v1/namespaces/bob/namespaces/carol/secrets/treasure"),
        new("GET", "/api/v1/watch/namespaces/carol/secrets?timeoutSeconds=1"),
        new("GET", "/api/v1/watch/namespaces/bob/namespaces/carol?timeoutSeconds=1"),
        new("GET", "/api/v1/watch/namespaces?timeoutSeconds=1"),
        new("GET", "/api/v1/watch/secrets?timeoutSeconds=1"),
    ];

    private static IEnumerable<OddRequest> ClusterKindsBelowNamespaces() =>
        from path in new[]
        {
            "/api/v1/namespaces/bob/nodes", "/api/v1/namespaces/bob/nodes/alice-node", "/api/v1/namespaces/bob/nodes/alice-node/status",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/bob/clusterroles/cluster-admin",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/bob/clusterrolebindings/cluster-admin",
            $"{Kuscia}/namespaces/bob/domains", $"{Kuscia}/namespaces/bob/domains/carol", $"{Kuscia}/namespaces/bob/domains/carol/status",
            $"{Kuscia}/namespaces/bob/clusterdomainroutes", $"{Kuscia}/namespaces/bob/clusterdomainroutes/carol-alice",
            $"{Kuscia}/namespaces/bob/appimages", $"{Kuscia}/namespaces/bob/appimages/secretflow-image",
            $"{Kuscia}/namespaces/bob/interopconfigs", $"{Kuscia}/namespaces/bob/taskresourcegroups", $"{Kuscia}/watch/namespaces/bob/domains?timeoutSeconds=1",
        }
        from method in new[] { "GET", "DELETE", "PATCH" }
        select new OddRequest(method, path, method == "PATCH" ? """{"metadata":{"labels":{"by":"bob"}}}""" : null, Headers: method == "PATCH" ? [("Content-Type", "application/merge-patch+json")] : null);

    private static IEnumerable<OddRequest> Traversals() =>
        from target in new[]
        {
            "/api/v1/namespaces/bob/../carol/secrets/treasure", "/api/v1/namespaces/bob/%2e%2e/carol/secrets/treasure", "/api/v1/namespaces/bob/..%2fcarol/secrets/treasure",
            "/api/v1/namespaces/bob%2f..%2fcarol/secrets/treasure", "/api/v1/namespaces/bob%2fsecrets%2f..%2f..%2fcarol/secrets/treasure", "/api/v1//namespaces//carol//secrets//treasure",
            "/api/v1/./namespaces/carol/secrets/treasure", "/api/v1/namespaces/%63arol/secrets/treasure", "/api/v1/namespaces/bob;carol/secrets/treasure",
            "/api/v1/namespaces//secrets/treasure", "/api/v1/namespaces/bob/secrets?namespace=carol&fieldSelector=metadata.name=treasure,metadata.namespace=carol",
            "/api/v1/secrets?fieldSelector=metadata.namespace=bob", "/api/v1/secrets?fieldSelector=metadata.name=treasure", "/api/v1/namespaces/carol/secrets/treasure?namespace=bob",
            "/API/V1/namespaces/carol/secrets/treasure", "/api/v1/namespaces/carol/secrets/treasure/", "/api/v1/namespaces/carol/secrets/treasure%00", "/api/v1/namespaces/carol%09/secrets/treasure",
            "/api/v1/namespaces/carol/pods/x/log", "/api/v1/namespaces/alice/pods/x/exec?command=id", "/api/v1/namespaces/carol/services/treasure/proxy/", "/api/v1/nodes/alice-node/proxy/logs/",
            "https://127.0.0.1/api/v1/namespaces/carol/secrets/treasure", "http://apiserver.alice.svc/api/v1/namespaces/carol/secrets/treasure",
        }
        select new OddRequest("GET", target, MayAnswer: target.StartsWith("/api/v1/namespaces/bob/secrets?", StringComparison.Ordinal));

    private static IEnumerable<OddRequest> Identities(string token) =>
        from headers in new (string, string)[][]
        {
            [("Impersonate-User", "system:admin"), ("Impersonate-Group", "system:masters")],
            [("Impersonate-User", "system:serviceaccount:carol:carol")],
            [("Authorization", "Bearer x")], [("Authorization", "")], [("authorization", "Bearer x"), ("Authorization ", "Bearer y")],
            [("X-Remote-User", "system:admin"), ("X-Remote-Group", "system:masters")], [("X-Forwarded-User", "admin"), ("X-Forwarded-For", "127.0.0.1")],
            [("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/api/v1/namespaces/carol/secrets"), ("X-Rewrite-URL", "/api/v1/namespaces/carol/secrets")],
            [("Kuscia-Source", "carol"), ("Kuscia-Token", token)], [("Kuscia-Source", "alice"), ("Kuscia-Token", token)], [("Kuscia-Source", "BOB"), ("Kuscia-Token", token)],
            [("Kuscia-Origin-Source", "carol")], [("Kuscia-Origin-Source", "alice")], [("Kuscia-Source", "bob"), ("Kuscia-Source", "carol")],
            [("Kuscia-Token", "noop")], [("Kuscia-Token", "")], [("Kuscia-Token", token + "\t")], [("x-ptp-source-node-id", "carol"), ("x-interconn-protocol", "bfia")],
            [("Kuscia-Handshake-Cluster", "alice-to-carol-http")], [("Kuscia-Host", "apiserver.master.svc")], [("Kuscia-Host", "apiserver.carol.svc")],
            [("Connection", "Kuscia-Source")], [("Connection", "Authorization, Kuscia-Token")],
        }
        select new OddRequest("GET", "/api/v1/namespaces/carol/secrets/treasure", Headers: headers);

    private static IEnumerable<OddRequest> OtherHosts() =>
        from host in new[]
        {
            "kusciaapi.alice.svc", "kusciaapi.master.svc", "reporter.alice.svc", "diagnose.alice.svc", "datamesh.alice.svc", "datamesh", "confmanager", "kusciastorage.master.svc", "localhost", "127.0.0.1",
            "127.0.0.1:80", "apiserver.carol.svc", "apiserver", "treasure.carol.svc", "treasure.default.svc", "kuscia-handshake.carol.svc", "kuscia-handshake.alice.svc", "receiver.alice.svc", "169.254.169.254", "[::1]",
        }
        from target in new[] { "/api/v1/namespaces/carol/secrets/treasure", "/api/v1/domain/query", "/metrics" }
        from method in new[] { "GET", "POST" }
        select new OddRequest(method, target, method == "POST" ? """{"domain_id":"carol"}""" : null, host);

    private static IEnumerable<OddRequest> Documents() =>
        from target in new[] { "/", "/api", "/apis", "/api/v1", "/version", "/healthz", "/readyz", "/livez?verbose", "/openapi/v2", "/openapi/v3", "/metrics", "/debug/pprof/", "/logs/", "/configz", "/.well-known/openid-configuration" }
        select new OddRequest("GET", target, MayAnswer: true);

    private static IEnumerable<OddRequest> Bodies() =>
    [
        new("POST", "/api/v1/namespaces/bob/events", """{"apiVersion":"v1","kind":"Event","metadata":{"name":"intruded","namespace":"carol"},"involvedObject":{"namespace":"carol","kind":"Secret","name":"treasure"}}"""),
        new("POST", "/api/v1/namespaces/bob/configmaps", ConfigMap),
        new("POST", $"{Kuscia}/namespaces/bob/domaindatas", """{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"DomainData","metadata":{"name":"intruded","namespace":"carol"},"spec":{"author":"carol","name":"x","type":"table","relativeURI":"x","dataSource":"x"}}"""),
        new("POST", $"{Kuscia}/namespaces/bob/kusciajobs", """{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"Domain","metadata":{"name":"intruded"},"spec":{}}"""),
        new("POST", $"{Kuscia}/namespaces/bob/gateways", """{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"Gateway","metadata":{"generateName":"../../carol/"}}"""),
        new("POST", "/api/v1/namespaces/bob/serviceaccounts/bob/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}"""),
        new("POST", "/api/v1/namespaces/alice/serviceaccounts/alice/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}"""),
        new("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", """{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"system:admin","resourceAttributes":{"verb":"get","resource":"secrets"}}}"""),
        new("POST", "/apis/authentication.k8s.io/v1/tokenreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"x"}}"""),
        new("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/bob/rolebindings", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"intruded"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[]}"""),
        new("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x.y"}}"""),
    ];
}
