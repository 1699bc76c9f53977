using System.Text.Json.Nodes;

namespace Kuscia.Client.SignIn;

/// <summary>Reads the part <c>exec</c> of a user.</summary>
internal static class ExecSettings
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public static ExecCommand Read(KubeConfigEntry exec, KubeConfigEntry cluster)
    {
        string name = exec.Text("command") ?? throw new KubeConfigException("exec of the kubeconfig has no command");
        string version = exec.Text("apiVersion") ?? "";
        if (!Versions.Contains(version))
        {
            throw new KubeConfigException($"exec of the kubeconfig has apiVersion \"{version}\"; {string.Join(" and ", Versions)} are known");
        }

        if (exec.Text("interactiveMode") == "Always")
        {
            throw new KubeConfigException($"exec of the kubeconfig calls {name} with interactiveMode Always, but there is no terminal for it here; use IfAvailable or Never");
        }

        JsonObject spec = new() { ["interactive"] = false };
        if (exec.Flag("provideClusterInfo"))
        {
            spec["cluster"] = Cluster(cluster);
        }

        return new ExecCommand(name, name.Contains('/') ? Path.Combine(exec.Folder, name) : name, version)
        {
            Arguments = exec.Texts("args"),
            Environment = [.. exec.Maps("env").Select(e => (e.Text("name") ?? "", e.Text("value") ?? "")).Where(e => e.Item1.Length > 0)],
            InstallHint = exec.Text("installHint"),
            Info = new JsonObject { ["apiVersion"] = version, ["kind"] = "ExecCredential", ["spec"] = spec },
        };
    }

    private static JsonObject Cluster(KubeConfigEntry cluster)
    {
        JsonObject told = new() { ["server"] = cluster.Text("server") };
        if (cluster.Text("tls-server-name") is { } name)
        {
            told["tls-server-name"] = name;
        }

        if (cluster.Flag("insecure-skip-tls-verify"))
        {
            told["insecure-skip-tls-verify"] = true;
        }

        if (cluster.Pem("certificate-authority") is { } pem)
        {
            told["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));
        }

        if (cluster.Text("proxy-url") is { } proxy)
        {
            told["proxy-url"] = proxy;
        }

        return told;
    }
}
