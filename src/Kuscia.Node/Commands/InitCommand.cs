using System.Buffers;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Identity;
using Kuscia.Model.Meta;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia init</c>: prints a complete kuscia.yaml with a fresh or given key.</summary>
internal static class InitCommand
{
    private static readonly SearchValues<char> YamlSpecials = SearchValues.Create(":#{}[],&*!|>'\"%@` \t");

    public static Command Create()
    {
        Option<string> mode = new("--mode") { Description = "Master, Lite or Autonomy", DefaultValueFactory = _ => "" };
        Option<string> domain = new("--domain", "-d") { Description = "domain ID: 1 to 63 lower-case letters, digits and '-'", DefaultValueFactory = _ => "" };
        Option<string> runtime = new("--runtime", "-r") { Description = "how tasks run: runc, runk or runp", DefaultValueFactory = _ => "runc" };
        Option<string> keyFile = new("--domain-key-file", "-f") { Description = "PEM file with the RSA key to use; a fresh key is made without it", DefaultValueFactory = _ => "" };
        Option<string> logLevel = new("--log-level", "-l") { Description = "DEBUG, INFO or WARN", DefaultValueFactory = _ => "INFO" };
        Option<string> token = new("--lite-deploy-token", "-t") { Description = "lite only: the one-time token that the master printed", DefaultValueFactory = _ => "" };
        Option<string> master = new("--master-endpoint", "-m") { Description = "lite only: http(s)://host:port of the master", DefaultValueFactory = _ => "" };
        Option<string> datastore = new("--datastore-endpoint", "-e") { Description = "master and autonomy: database URL; empty is SQLite", DefaultValueFactory = _ => "" };
        Option<string> protocol = new("--protocol", "-p") { Description = "NOTLS, TLS or MTLS", DefaultValueFactory = _ => "" };
        Option<bool> approve = new("--enable-workload-approve") { Description = "master and autonomy: jobs of partners wait for approval" };

        Command command = new("init", "Print a ready kuscia.yaml") { mode, domain, runtime, keyFile, logLevel, token, master, datastore, protocol, approve };
        command.SetAction(result =>
        {
            InitRequest request = new(
                result.GetValue(mode) ?? "", result.GetValue(domain) ?? "", result.GetValue(runtime) ?? "", result.GetValue(keyFile) ?? "", result.GetValue(logLevel) ?? "",
                result.GetValue(token) ?? "", result.GetValue(master) ?? "", result.GetValue(datastore) ?? "", result.GetValue(protocol) ?? "", result.GetValue(approve));
            Console.Out.WriteLine(Render(request));
            return 0;
        });
        return command;
    }

    /// <summary>The file; throws <see cref="CommandException"/> that names the faulty flag.</summary>
    public static string Render(InitRequest request)
    {
        NodeMode mode = Check(request);
        string key = KeyOf(request.KeyFile);
        StringBuilder yaml = new();
        Line(yaml, "mode", request.Mode);
        Line(yaml, "domainID", request.Domain);
        Line(yaml, "domainKeyData", key);
        Line(yaml, "logLevel", request.LogLevel);
        if (request.Protocol.Length > 0)
        {
            Line(yaml, "protocol", request.Protocol);
        }

        if (mode == NodeMode.Lite)
        {
            Line(yaml, "liteDeployToken", request.LiteDeployToken);
            Line(yaml, "masterEndpoint", request.MasterEndpoint);
        }

        if (mode != NodeMode.Master)
        {
            Line(yaml, "runtime", request.Runtime);
            yaml.Append(ComputeBlocks);
        }

        if (mode != NodeMode.Lite)
        {
            Line(yaml, "datastoreEndpoint", request.DatastoreEndpoint);
            if (request.EnableWorkloadApprove)
            {
                Line(yaml, "enableWorkloadApprove", "true");
            }
        }

        return yaml.ToString();
    }

    private const string ComputeBlocks = """
        runk:
          namespace: ""
          dnsServers: []
          kubeconfigFile: ""
          enableLogging: false
          logDirectory: ""
          logMaxFiles: 0
          logMaxSize: ""
        capacity:
          cpu: ""
          memory: ""
          bandwidth: ""
          pods: ""
          storage: ""
          ephemeralStorage: ""
        reservedResources:
          cpu: ""
          memory: ""
          bandwidth: ""
        image:
          pullPolicy: ""
          defaultRegistry: ""
          registries: []
          httpProxy: ""

        """;

    private static NodeMode Check(InitRequest request)
    {
        NodeMode mode = request.Mode.ToLowerInvariant() switch
        {
            "master" => NodeMode.Master,
            "lite" => NodeMode.Lite,
            "autonomy" => NodeMode.Autonomy,
            _ => throw new CommandException($"--mode: Unsupported mode '{request.Mode}'; it must be Master, Lite or Autonomy"),
        };
        if (DomainNames.Fault(request.Domain) is { } fault)
        {
            throw new CommandException($"--domain: {fault}");
        }

        if (mode != NodeMode.Master && request.Runtime is not ("runc" or "runk" or "runp"))
        {
            throw new CommandException($"--runtime: '{request.Runtime}' is not allowed; it must be runc, runk or runp");
        }

        if (request.Protocol.Length > 0 && request.Protocol.ToUpperInvariant() is not ("NOTLS" or "TLS" or "MTLS"))
        {
            throw new CommandException($"--protocol: '{request.Protocol}' is not allowed; it must be NOTLS, TLS or MTLS");
        }

        return mode;
    }

    private static string KeyOf(string file)
    {
        if (file.Length == 0)
        {
            return RsaKeys.Generate();
        }

        try
        {
            using RSA key = RsaKeys.Parse(Convert.ToBase64String(File.ReadAllBytes(file)));
            return RsaKeys.Encode(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IdentityException)
        {
            throw new CommandException($"--domain-key-file: {file} is no PEM file with an RSA private key of at least 2048 bits ({e.Message})");
        }
    }

    private static void Line(StringBuilder yaml, string key, string value) =>
        yaml.Append(key).Append(": ").AppendLine(value.Length == 0 ? "\"\"" : NeedsQuotes(value) ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : value);

    private static bool NeedsQuotes(string value) =>
        value.AsSpan().ContainsAny(YamlSpecials) && !value.StartsWith("http", StringComparison.Ordinal) || value[0] is '-' or '?';
}

/// <summary>The flags of <c>kuscia init</c>.</summary>
internal sealed record InitRequest(
    string Mode, string Domain, string Runtime = "runc", string KeyFile = "", string LogLevel = "INFO", string LiteDeployToken = "",
    string MasterEndpoint = "", string DatastoreEndpoint = "", string Protocol = "", bool EnableWorkloadApprove = false);
