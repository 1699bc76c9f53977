using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;
using YamlDotNet.RepresentationModel;

namespace Kuscia.Client.SignIn;

/// <summary>
/// Kubeconfig files, merged as kubectl does, and the account of a pod: client certificate, token, token file, user and password, a program that signs in, and acting
/// as somebody else.
/// </summary>
public sealed class KubeConfig
{
    private const string Unreachable = "Kubernetes cluster unreachable";

    private readonly IReadOnlyList<KubeConfigFile> _files;

    private KubeConfig(IReadOnlyList<KubeConfigFile> files) => _files = files;

    /// <summary>Finds the connection to use: the file given, else the files of KUBECONFIG, else ~/.kube/config, else the account of the pod.</summary>
    /// <param name="file">Path of a kubeconfig; null when the user gave none.</param>
    /// <param name="context">Name of a context; null for the current one.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="time">Clock, for credentials that end.</param>
    /// <exception cref="KubeConfigException">A file cannot be read, or a name in it leads nowhere.</exception>
    public static KubeConnection Find(string? file, string? context, Func<string, string?> environment, TimeProvider time)
    {
        string? fromEnvironment = environment("KUBECONFIG");
        string[] candidates = file is not null
            ? [file]
            : fromEnvironment is { Length: > 0 }
                ? fromEnvironment.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                : [Path.Combine(environment("HOME") ?? "/", ".kube", "config")];
        string[] present = [.. candidates.Where(File.Exists)];
        if (file is not null && present.Length == 0)
        {
            throw new KubeConfigException($"{Unreachable}: kubeconfig file {file} not found");
        }

        return present.Length == 0
            ? PodAccount.Find(environment) ?? throw new KubeConfigException($"{Unreachable}: no kubeconfig found; give --kubeconfig FILE or set KUBECONFIG")
            : new KubeConfig([.. present.Select(KubeConfigFile.Read)]).Connect(context, time);
    }

    private KubeConnection Connect(string? contextName, TimeProvider time)
    {
        string current = contextName ?? _files.Select(f => f.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name))
            ?? throw new KubeConfigException($"{Unreachable}: the kubeconfig has no current-context; give --kube-context NAME");
        KubeConfigEntry context = Named("contexts", "context", current) ?? throw new KubeConfigException($"context \"{current}\" does not exist");
        string clusterName = context.Text("cluster") ?? "";
        KubeConfigEntry cluster = Named("clusters", "cluster", clusterName)
            ?? throw new KubeConfigException($"{Unreachable}: cluster \"{clusterName}\" of context \"{current}\" does not exist");
        string userName = context.Text("user") ?? "";
        KubeConfigEntry user = Named("users", "user", userName) ?? new KubeConfigEntry(new YamlMappingNode(), cluster.Folder);
        if (user.Has("auth-provider"))
        {
            throw new KubeConfigException($"user \"{userName}\" of the kubeconfig signs in by a plug-in of kubectl itself (auth-provider), which kubectl dropped too; use exec, a token or a client certificate");
        }

        Func<string>? token = Token(user);
        X509Certificate2? certificate = ClientCertificate(user);
        return new KubeConnection
        {
            Server = Server(cluster, clusterName),
            Namespace = context.Text("namespace") ?? "default",
            Authorities = Authorities(cluster),
            Insecure = cluster.Flag("insecure-skip-tls-verify"),
            ServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is { } proxy ? Address(proxy, $"proxy-url of cluster \"{clusterName}\"") : null,
            ClientCertificate = certificate,
            Token = token,
            Basic = user.Text("username") is { } name ? (name, user.Text("password") ?? "") : null,
            Exec = token is null && certificate is null && user.Map("exec") is { } exec ? new ExecPlugin(ExecSettings.Read(exec, cluster), time) : null,
            ActsAs = user.Text("as") is { } other ? new Impersonation(other, user.Text("as-uid"), Group(user, userName)) : null,
        };
    }

    // The first file that has a name wins, as kubectl merges them.
    private KubeConfigEntry? Named(string list, string part, string name) => _files.Select(f => f.Named(list, part, name)).FirstOrDefault(found => found is not null);

    private static string Server(KubeConfigEntry cluster, string name)
    {
        string server = cluster.Text("server") ?? throw new KubeConfigException($"{Unreachable}: cluster \"{name}\" has no server");
        Address(server, $"server of cluster \"{name}\"");
        return server;
    }

    private static Uri Address(string text, string what) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            ? address
            : throw new KubeConfigException($"{Unreachable}: {what} is {text}, which is no URL such as https://10.0.0.1:6443");

    // Several groups are several headers of one name, which the HTTP client joins to one: the server would see one group with a comma in its name.
    private static string? Group(KubeConfigEntry user, string name) => user.Texts("as-groups") switch
    {
        [] => null,
        [string one] => one,
        IReadOnlyList<string> more => throw new KubeConfigException($"user \"{name}\" of the kubeconfig acts in {more.Count} groups (as-groups); one is supported"),
    };

    // Both may be there: the file wins, for it is the one that is rotated.
    private static Func<string>? Token(KubeConfigEntry user)
    {
        if (user.Text("tokenFile") is { } file)
        {
            string path = Path.Combine(user.Folder, file);
            return () => ReadToken(path);
        }

        return user.Text("token") is { } token ? () => token : null;
    }

    private static string ReadToken(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"unable to read tokenFile {path}: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection? Authorities(KubeConfigEntry cluster)
    {
        if (cluster.Pem("certificate-authority") is not { } pem)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigException("the certificate-authority of the kubeconfig is not a PEM certificate", e);
        }

        return authorities;
    }

    private static X509Certificate2? ClientCertificate(KubeConfigEntry user)
    {
        if (user.Pem("client-certificate") is not { } certificate || user.Pem("client-key") is not { } key)
        {
            return null;
        }

        try
        {
            return TlsCertificate.FromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeConfigException("the client-certificate and client-key of the kubeconfig are not a PEM pair", e);
        }
    }
}
