using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Kube;

/// <summary>Reads kubeconfig files and the account of a pod.</summary>
public sealed class KubeConfig
{
    private const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private readonly List<(ValueMap Content, string Folder)> files = [];

    private KubeConfig()
    {
    }

    /// <summary>Finds the connection to use: the file given, else the files of KUBECONFIG, else ~/.kube/config, else the account of the pod.</summary>
    /// <param name="file">Path of a kubeconfig; null when the user gave none.</param>
    /// <param name="context">Name of a context; null for the current one.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="HelmException">A file cannot be read, or a name in it leads nowhere.</exception>
    public static KubeConnection Find(string? file, string? context, Func<string, string?> environment)
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
            throw new HelmException($"Kubernetes cluster unreachable: kubeconfig file {file} not found");
        }

        if (present.Length == 0)
        {
            return InPod(environment) ?? throw new HelmException(
                "Kubernetes cluster unreachable: no kubeconfig found; give --kubeconfig FILE or set KUBECONFIG");
        }

        var config = new KubeConfig();
        foreach (string path in present)
        {
            config.files.Add((ReadFile(path), Path.GetDirectoryName(Path.GetFullPath(path))!)); // not null: the path of a file has a folder
        }

        return config.Connect(context);
    }

    private static ValueMap ReadFile(string path)
    {
        try
        {
            return HelmYaml.Parse(GoText.FromBytes(File.ReadAllBytes(path))) as ValueMap ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HelmYamlException)
        {
            // The text of a YAML error may quote a secret of the file.
            string why = e is HelmYamlException ? "it is not valid YAML" : e.Message;
            throw new HelmException($"Kubernetes cluster unreachable: cannot read kubeconfig {path}: {why}", e);
        }
    }

    private static KubeConnection? InPod(Func<string, string?> environment)
    {
        string? host = environment("KUBERNETES_SERVICE_HOST");
        string tokenFile = Path.Combine(AccountFolder, "token");
        if (string.IsNullOrEmpty(host) || !File.Exists(tokenFile))
        {
            return null;
        }

        string bracketed = host.Contains(':') ? $"[{host}]" : host;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(AccountFolder, "ca.crt"));
        return new KubeConnection
        {
            Server = $"https://{bracketed}:{environment("KUBERNETES_SERVICE_PORT") ?? "443"}",
            Namespace = File.ReadAllText(Path.Combine(AccountFolder, "namespace")).Trim(),
            Authorities = authorities,
            Token = () => File.ReadAllText(tokenFile),
        };
    }

    private KubeConnection Connect(string? contextName)
    {
        string current = contextName ?? files.Select(f => f.Content["current-context"] as string).FirstOrDefault(name => !string.IsNullOrEmpty(name))
            ?? throw new HelmException("Kubernetes cluster unreachable: the kubeconfig has no current-context; give --kube-context NAME");
        (ValueMap context, _) = Named("contexts", "context", current) ?? throw new HelmException($"context \"{current}\" does not exist");
        string clusterName = context["cluster"] as string ?? "";
        (ValueMap cluster, string clusterFolder) = Named("clusters", "cluster", clusterName)
            ?? throw new HelmException($"Kubernetes cluster unreachable: cluster \"{clusterName}\" of context \"{current}\" does not exist");
        (ValueMap user, string userFolder) = Named("users", "user", context["user"] as string ?? "") ?? (new ValueMap(), clusterFolder);
        if (user.ContainsKey("exec") || user.ContainsKey("auth-provider"))
        {
            throw new HelmException($"user \"{context["user"]}\" of the kubeconfig signs in by a plug-in, which is not supported; use a token or a client certificate");
        }

        return new KubeConnection
        {
            Server = cluster["server"] as string ?? throw new HelmException($"Kubernetes cluster unreachable: cluster \"{clusterName}\" has no server"),
            Namespace = context["namespace"] is string { Length: > 0 } ns ? ns : "default",
            Authorities = Authorities(cluster, clusterFolder),
            Insecure = cluster["insecure-skip-tls-verify"] is true,
            ServerName = cluster["tls-server-name"] as string,
            ClientCertificate = ClientCertificate(user, userFolder),
            Token = Token(user, userFolder),
            Basic = user["username"] is string { Length: > 0 } name ? (name, user["password"] as string ?? "") : null,
        };
    }

    // The first file that has a name wins, as kubectl merges them.
    private (ValueMap Content, string Folder)? Named(string list, string part, string name)
    {
        foreach ((ValueMap content, string folder) in files)
        {
            ValueMap? entry = (content[list] as List<object?>)?.OfType<ValueMap>().FirstOrDefault(item => item["name"] as string == name);
            if (entry?[part] is ValueMap found)
            {
                return (found, folder);
            }
        }

        return null;
    }

    private static Func<string>? Token(ValueMap user, string folder)
    {
        if (user["token"] is string { Length: > 0 } token)
        {
            return () => token;
        }

        return user["tokenFile"] is string { Length: > 0 } file ? () => File.ReadAllText(Path.Combine(folder, file)) : null;
    }

    private static X509Certificate2Collection? Authorities(ValueMap cluster, string folder)
    {
        string? pem = Pem(cluster, "certificate-authority", folder);
        if (pem is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new HelmException("the certificate-authority of the kubeconfig is not a PEM certificate", e);
        }

        return authorities;
    }

    private static X509Certificate2? ClientCertificate(ValueMap user, string folder)
    {
        string? certificate = Pem(user, "client-certificate", folder);
        string? key = Pem(user, "client-key", folder);
        if (certificate is null || key is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new HelmException("the client-certificate and client-key of the kubeconfig are not a PEM pair", e);
        }
    }

    private static string? Pem(ValueMap holder, string name, string folder)
    {
        if (holder[name + "-data"] is string { Length: > 0 } data)
        {
            try
            {
                return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException e)
            {
                throw new HelmException($"{name}-data of the kubeconfig is not base64", e);
            }
        }

        if (holder[name] is not string { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HelmException($"unable to read {name} {file}: {e.Message}", e);
        }
    }
}
