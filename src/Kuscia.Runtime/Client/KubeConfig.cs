using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Runtime.Certificates;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kuscia.Runtime.Client;

/// <summary>How to reach the API server that the current context of a kubeconfig file names. Inline data only, as the node writes it.</summary>
public sealed record KubeConfig
{
    /// <summary>URL of the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM of the CA that signed the server certificate; null trusts the system's.</summary>
    public string? CertificateAuthorityPem { get; init; }

    /// <summary>PEM of the client certificate; null when a token is used.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM of the client key; a secret.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>Bearer token; a secret.</summary>
    public string? Token { get; init; }

    /// <summary>Reads the file; throws <see cref="InvalidDataException"/> or an I/O exception with a clear message.</summary>
    public static KubeConfig Load(string path)
    {
        try
        {
            YamlStream stream = new();
            stream.Load(new StringReader(File.ReadAllText(path)));
            YamlMappingNode root = (YamlMappingNode)stream.Documents[0].RootNode;
            YamlMappingNode context = Named(root, "contexts", Text(root, "current-context"), "context");
            YamlMappingNode cluster = Named(root, "clusters", Text(context, "cluster"), "cluster");
            YamlMappingNode user = Named(root, "users", Text(context, "user"), "user");
            return new KubeConfig
            {
                Server = new Uri(Text(cluster, "server") ?? throw new InvalidDataException("the cluster has no server")),
                CertificateAuthorityPem = Data(cluster, "certificate-authority-data"),
                ClientCertificatePem = Data(user, "client-certificate-data"),
                ClientKeyPem = Data(user, "client-key-data"),
                Token = Text(user, "token"),
            };
        }
        catch (Exception e) when (e is YamlException or InvalidCastException or ArgumentException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} is no usable kubeconfig: {e.Message}", e);
        }
    }

    /// <summary>An owned handler with the TLS settings of this file.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        SslClientAuthenticationOptions tls = new();
        if (CertificateAuthorityPem is { } ca)
        {
            tls.CertificateChainPolicy = ChainTrust.PolicyOf(X509Certificate2.CreateFromPem(ca));
        }

        if (ClientCertificatePem is { } certificate && ClientKeyPem is { } key)
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
            tls.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        }

        return new SocketsHttpHandler { SslOptions = tls, UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
    }

    private static YamlMappingNode Named(YamlMappingNode root, string list, string? name, string member)
    {
        foreach (YamlMappingNode entry in ((YamlSequenceNode)root[list]).Children.Cast<YamlMappingNode>())
        {
            if (Text(entry, "name") == name)
            {
                return (YamlMappingNode)entry[member];
            }
        }

        throw new InvalidDataException($"{list} has no entry {name}");
    }

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

    private static string? Data(YamlMappingNode node, string key) =>
        Text(node, key) is { } text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
}
