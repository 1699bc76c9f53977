using System.Security.Cryptography.X509Certificates;
using Kuscia.Client.Resources;
using Kuscia.Client.SignIn;
using Kuscia.Model.Meta;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Commands;

/// <summary>The root folder of a node that a command acts on, and the API of that node.</summary>
internal sealed class NodeRoot : IDisposable
{
    private readonly HttpMessageInvoker _http;

    private NodeRoot(string directory, KubeConnection connection)
    {
        Directory = directory;
        _http = new HttpMessageInvoker(connection.CreateHandler());
        Client = new HttpResourceClient(_http, new Uri(connection.Server), new HttpResourceClientOptions { UserAgent = "kuscia-cli" });
    }

    public string Directory { get; }

    public IResourceClient Client { get; }

    /// <summary>The domain of the node, as its certificate says.</summary>
    public string Domain
    {
        get
        {
            string path = Path.Combine(Directory, "var", "certs", "domain.crt");
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        }
    }

    /// <summary>Opens the root that KUSCIA_HOME names (default /home/kuscia).</summary>
    public static NodeRoot Open() => Open(Environment.GetEnvironmentVariable("KUSCIA_HOME") ?? NodeConfigLoader.DefaultRoot);

    public static NodeRoot Open(string directory)
    {
        string path = KubeConfigPath(directory);
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist: {directory} is not the root of a started master or autonomy node. Set KUSCIA_HOME to the root of the node");
        }

        try
        {
            return new NodeRoot(directory, KubeConfig.Find(path, null, static _ => null, TimeProvider.System));
        }
        catch (KubeConfigException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    public static string KubeConfigPath(string directory) => Path.Combine(directory, "etc", "kubeconfig");

    /// <summary>Creates the object or patches it to the wanted state and prints the line that kubectl would print.</summary>
    public async Task ApplyAsync<T>(ResourceKind<T> kind, T wanted, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            string outcome = await ApplyOrThrowAsync(kind, wanted, cancellationToken);
            string suffix = kind.Group.Length == 0 ? "" : "." + kind.Group;
            await Console.Out.WriteLineAsync($"{kind.Kind.ToLowerInvariant()}{suffix}/{wanted.Metadata.Name} {outcome}");
        }
        catch (ResourceException e)
        {
            throw new CommandException($"{kind.Kind} {wanted.Identity} was not applied: {e.Message}", e);
        }
    }

    /// <summary>Creates the object and prints nothing; one that somebody else has created meanwhile is fine.</summary>
    public async Task CreateAsync<T>(ResourceKind<T> kind, T wanted, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await Client.CreateAsync(kind, wanted, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Somebody was faster.
        }
        catch (ResourceException e)
        {
            throw new CommandException($"{kind.Kind} {wanted.Identity} was not created: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> ApplyOrThrowAsync<T>(ResourceKind<T> kind, T wanted, CancellationToken cancellationToken)
        where T : Resource
    {
        T? current = await Client.GetAsync(kind, wanted.Identity, cancellationToken);
        if (current is null)
        {
            await Client.CreateAsync(kind, wanted, cancellationToken);
            return "created";
        }

        System.Text.Json.Nodes.JsonNode patch = System.Text.Json.JsonSerializer.SerializeToNode(wanted, (System.Text.Json.Serialization.Metadata.JsonTypeInfo)kind.TypeInfo)
            ?? throw new InvalidOperationException("a resource serialises to an object");
        T changed = await Client.PatchAsync(kind, wanted.Identity, patch, null, cancellationToken);
        return changed.Metadata.ResourceVersion == current.Metadata.ResourceVersion ? "unchanged" : "configured";
    }
}
