using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kuscia.Identity;
using Kuscia.Model.Meta;
using Kuscia.Storage.Log;

namespace Kuscia.Node.Configuration;

/// <summary>Turns the text of kuscia.yaml and the environment into a <see cref="NodeConfig"/>, or names every faulty key at once.</summary>
internal static partial class NodeConfigLoader
{
    public const string DefaultRoot = "/home/kuscia";

    // Port keys of the advanced block of the originals are honoured too.
    private static readonly string[] ElsewhereKeys =
    [
        "clusterToken", "liteDeployToken", "masterEndpoint", "masterCaFile", "runk", "image", "dataMesh", "agent", "confManager", "debug", "debugPort",
        "metricUpdatePeriod", "domainRoute", "secretBackends", "kusciaAPI", "garbageCollection", "capacity.ephemeralStorage",
    ];

    public static NodeConfig Load(string path, Func<string, string?> environment) => Parse(ConfigFile.Read(path), path, environment);

    public static NodeConfig Parse(string text, string source, Func<string, string?> environment)
    {
        ConfigReader reader = ConfigReader.Parse(text, source, environment);
        NodeMode? mode = reader.OneOf("mode", null, "master", "lite", "autonomy") switch
        {
            "master" => NodeMode.Master,
            "lite" => NodeMode.Lite,
            "autonomy" => NodeMode.Autonomy,
            _ => null,
        };
        if (mode is null && reader.Text("mode") is null)
        {
            reader.Fault("mode", "", "it must be master, lite or autonomy");
        }

        NodeConfig config = new()
        {
            Mode = mode ?? NodeMode.Autonomy,
            DomainId = DomainId(reader),
            DomainKeyData = DomainKey(reader),
            LogLevel = reader.OneOf("logLevel", null, "DEBUG", "INFO", "WARN", "ERROR") ?? "INFO",
            Protocol = reader.OneOf("protocol", null, "NOTLS", "TLS", "MTLS"),
            RootDirectory = Root(reader),
            HostAddress = reader.Address("hostAddress", "KUSCIA_HOST_ADDRESS") ?? DetectHostAddress(),
            InternalListenAddress = reader.Address("internalListenAddress", "KUSCIA_INTERNAL_LISTEN_ADDRESS") ?? IPAddress.Loopback,
            MetricsListenAddress = reader.Address("metricsListenAddress", "KUSCIA_METRICS_LISTEN_ADDRESS") ?? IPAddress.Loopback,
            NodeName = NodeName(reader),
            Ports = Ports(reader),
            Runtime = reader.OneOf("runtime", null, "runc", "runp", "runk") ?? "runp",
            EnableWorkloadApprove = reader.Flag("enableWorkloadApprove", false),
            DatastoreEndpoint = Datastore(reader),
            Master = mode == NodeMode.Lite ? MasterReader.Read(reader) : null,
            KusciaApiSans = reader.TextList("kusciaAPISans"),
            JobRetentionHours = reader.Number("garbageCollection.kusciaJobGC.durationHours", 720, 1, 1_000_000),
            PartnerLimits = CallerLimits.Read(reader),
            Capacity = Capacity(reader),
            LogMaxFiles = reader.Number("logrotate.maxFiles", 5, 1, 1000),
            LogMaxFileSizeMB = reader.Number("logrotate.maxFileSizeMB", 512, 1, 100_000),
            LogMaxAgeDays = reader.Number("logrotate.maxAgeDays", 30, 1, 10_000),
        };
        reader.Accept(ElsewhereKeys);
        if (reader.Faults.Count > 0)
        {
            throw new ConfigException(source, reader.Faults);
        }

        return config with { UnknownKeys = reader.UnknownKeys() };
    }

    private static string DomainId(ConfigReader reader)
    {
        string id = reader.Text("domainID") ?? "";
        if (DomainNames.Fault(id) is { } fault)
        {
            reader.Fault("domainID", id, fault);
        }

        return id;
    }

    private static string DomainKey(ConfigReader reader)
    {
        string? key = reader.Text("domainKeyData");
        try
        {
            RsaKeys.Parse(key ?? "").Dispose();
        }
        catch (IdentityException)
        {
            reader.Fault("domainKeyData", key is null ? "" : "(secret)", "it must be the base64 of a PEM RSA private key of at least 2048 bits; `kuscia init` makes one");
        }

        return key ?? "";
    }

    private static string Root(ConfigReader reader)
    {
        string root = reader.Text("rootDir", "KUSCIA_HOME") ?? DefaultRoot;
        if (!Path.IsPathRooted(root))
        {
            reader.Fault("rootDir", root, "it must be an absolute path (environment: KUSCIA_HOME)");
        }

        return Path.TrimEndingDirectorySeparator(root);
    }

    private static string NodeName(ConfigReader reader)
    {
        string? given = reader.Text("nodeName", "KUSCIA_NODE_NAME");
        string name = given ?? Environment.MachineName.ToLowerInvariant().Replace('_', '-');
        if (IdentifierRules.Node.Fault(name) is { } fault)
        {
            reader.Fault("nodeName", name, $"{fault} (default: the host name; environment: KUSCIA_NODE_NAME)");
        }

        return name;
    }

    private static PortConfig Ports(ConfigReader reader)
    {
        PortConfig defaults = new();
        int kusciaApi = reader.Number("kusciaAPI.HTTPPort", defaults.KusciaApi, 1, 65535);
        int kusciaApiInternal = reader.Number("kusciaAPI.HTTPInternalPort", defaults.KusciaApiInternal, 1, 65535);
        int? apiGrpc = Given(reader, "ports.kusciaAPIGrpc", "KUSCIA_PORTS_KUSCIAAPI_GRPC") ?? (reader.Text("kusciaAPI.GRPCPort") is null ? null : reader.Number("kusciaAPI.GRPCPort", 0, 1, 65535));
        int? dataMeshGrpc = Given(reader, "ports.dataMeshGrpc", "KUSCIA_PORTS_DATAMESH_GRPC");
        PortConfig ports = new()
        {
            External = reader.Port("ports.external", defaults.External, "KUSCIA_PORTS_EXTERNAL"),
            Internal = reader.Port("ports.internal", defaults.Internal, "KUSCIA_PORTS_INTERNAL"),
            ApiServer = reader.Port("ports.apiServer", defaults.ApiServer, "KUSCIA_PORTS_APISERVER"),
            Controllers = reader.Port("ports.controllers", defaults.Controllers, "KUSCIA_PORTS_CONTROLLERS"),
            KusciaApi = reader.Port("ports.kusciaAPI", kusciaApi, "KUSCIA_PORTS_KUSCIAAPI"),
            KusciaApiGrpc = apiGrpc,
            KusciaApiGrpcIsGiven = apiGrpc is not null,
            KusciaApiInternal = reader.Port("ports.kusciaAPIInternal", kusciaApiInternal, "KUSCIA_PORTS_KUSCIAAPI_INTERNAL"),
            DataMesh = reader.Port("ports.dataMesh", defaults.DataMesh, "KUSCIA_PORTS_DATAMESH"),
            DataMeshGrpc = dataMeshGrpc,
            DataMeshGrpcIsGiven = dataMeshGrpc is not null,
            Metrics = reader.Port("ports.metrics", defaults.Metrics, "KUSCIA_PORTS_METRICS"),
            MetricsIsGiven = reader.Text("ports.metrics", "KUSCIA_PORTS_METRICS") is not null,
            TaskFirst = reader.Port("ports.taskFirst", defaults.TaskFirst, "KUSCIA_PORTS_TASK_FIRST"),
            TaskLast = reader.Port("ports.taskLast", defaults.TaskLast, "KUSCIA_PORTS_TASK_LAST"),
        };
        CheckPorts(reader, ports);
        ports = ports with { KusciaApiGrpc = apiGrpc ?? After(ports.KusciaApi, ports) };
        return ports with { DataMeshGrpc = dataMeshGrpc ?? After(ports.DataMesh, ports) };
    }

    private static int? Given(ConfigReader reader, string key, string variable) => reader.Text(key, variable) is null ? null : reader.Port(key, 0, variable);

    // Whoever has moved the port of HTTP has moved that of gRPC too, for several nodes may share a machine; what nobody asked for takes no port from others.
    private static int? After(int port, PortConfig ports) => port < 65535 && !All(ports).Any(p => p.Port == port + 1) ? port + 1 : null;

    private static IEnumerable<(string Key, int Port)> All(PortConfig ports) => new (string Key, int? Port)[]
    {
        ("ports.external", ports.External), ("ports.internal", ports.Internal), ("ports.apiServer", ports.ApiServer), ("ports.controllers", ports.Controllers),
        ("ports.kusciaAPI", ports.KusciaApi), ("ports.kusciaAPIInternal", ports.KusciaApiInternal), ("ports.dataMesh", ports.DataMesh),
        ("ports.kusciaAPIGrpc", ports.KusciaApiGrpc), ("ports.dataMeshGrpc", ports.DataMeshGrpc), ("ports.metrics", ports.Metrics),
    }.Where(p => p.Port is not null).Select(p => (p.Key, p.Port ?? 0));

    private static void CheckPorts(ConfigReader reader, PortConfig ports)
    {
        (string Key, int Port)[] all = [.. All(ports)];

        // A page that nobody asked for makes way for another listener.
        foreach (IGrouping<int, (string Key, int Port)> same in all.Take(ports.MetricsIsGiven ? all.Length : all.Length - 1).GroupBy(p => p.Port).Where(g => g.Count() > 1))
        {
            reader.Fault(same.Last().Key, $"{same.Key}", $"{same.First().Key} has the same port; every port of a node must be different");
        }

        if (ports.TaskLast - ports.TaskFirst < 10)
        {
            reader.Fault("ports.taskLast", $"{ports.TaskLast}", $"the range of task ports must hold at least 10 ports after ports.taskFirst ({ports.TaskFirst})");
        }
    }

    // The value holds a password, so it is not shown.
    private static DatastoreEndpoint? Datastore(ConfigReader reader)
    {
        string? text = reader.Text("datastoreEndpoint");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        DatastoreEndpoint? endpoint = DatastoreEndpoint.Parse(text, out string fault);
        if (endpoint is null)
        {
            reader.Fault("datastoreEndpoint", text.Contains("://", StringComparison.Ordinal) ? text.Split("://")[0] + "://…" : "…", fault);
        }

        return endpoint;
    }

    private static CapacityConfig Capacity(ConfigReader reader) => new()
    {
        Cpu = Quantity(reader, "capacity.cpu"),
        Memory = Quantity(reader, "capacity.memory"),
        Pods = Quantity(reader, "capacity.pods"),
        Bandwidth = Quantity(reader, "capacity.bandwidth"),
        Storage = Quantity(reader, "capacity.storage"),
        ReservedCpu = Quantity(reader, "reservedResources.cpu"),
        ReservedMemory = Quantity(reader, "reservedResources.memory"),
        ReservedBandwidth = Quantity(reader, "reservedResources.bandwidth"),
    };

    private static string? Quantity(ConfigReader reader, string key)
    {
        string? text = reader.Text(key);
        if (text is not null && !QuantityPattern().IsMatch(text))
        {
            reader.Fault(key, text, "it must be a Kubernetes quantity, for example 4, 500m or 8Gi");
        }

        return text;
    }

    // The first interface that carries traffic: eth0 and en0 first, as the originals expect, then any other, then loopback.
    private static IPAddress DetectHostAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderBy(i => i.Name is "eth0" or "en0" ? 0 : 1)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    [GeneratedRegex(@"\A[+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?\z")]
    private static partial Regex QuantityPattern();
}
