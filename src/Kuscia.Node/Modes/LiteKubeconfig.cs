using Kuscia.Identity;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>
/// The kubeconfig of a lite: the master's API by the name that its gateway knows, through the gateway as the proxy. Whoever uses it acts as the domain, with the
/// rights that the master gives it; nothing in it is a secret, but the internal listener it names is open to the users of this machine anyhow.
/// </summary>
internal static class LiteKubeconfig
{
    public static void Write(NodeConfig config) => KeyFiles.Write(Path.Combine(config.RootDirectory, "etc", "kubeconfig"), $"""
        apiVersion: v1
        kind: Config
        current-context: {config.DomainId}
        clusters:
        - name: master
          cluster:
            server: http://apiserver.master.svc
            proxy-url: http://127.0.0.1:{config.Ports.Internal}
        contexts:
        - name: {config.DomainId}
          context:
            cluster: master
            namespace: {config.DomainId}
            user: {config.DomainId}
        users:
        - name: {config.DomainId}
          user: {EmptyUser}

        """);

    private const string EmptyUser = "{}";
}
