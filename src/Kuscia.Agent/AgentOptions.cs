namespace Kuscia.Agent;

/// <summary>Settings of the agent of one node.</summary>
public sealed record AgentOptions
{
    /// <summary>Name of the Node object; must be unique among all nodes of the control plane.</summary>
    public required string NodeName { get; init; }

    /// <summary>The domain whose namespace the agent serves.</summary>
    public required string DomainId { get; init; }

    /// <summary>Root directory of the node; sandboxes, logs and data lie below it.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>Address of this machine: pod IP and host IP of every task.</summary>
    public required string HostAddress { get; init; }

    /// <summary>host:port of the gateway's internal listener, given to tasks as <c>KUSCIA_GATEWAY_ADDRESS</c>; null leaves it out.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>host:port of DataMesh, given to tasks as <c>KUSCIA_DATAMESH_ADDRESS</c>; null leaves it out.</summary>
    public string? DataMeshAddress { get; init; }

    /// <summary>Directory of the built-in engine programs; first on the PATH of every task.</summary>
    public string? EngineDirectory { get; init; }

    /// <summary>How pods run, one of <see cref="AgentRuntimes.Offered"/>; default <c>runp</c>.</summary>
    public string Runtime { get; init; } = AgentRuntimes.Processes;

    /// <summary>Images whose programs are part of this installation; their containers run without a layer store.</summary>
    public IReadOnlyList<string> BuiltInImages { get; init; } = ["kuscia/psi-engine:builtin"];

    /// <summary>Shown as <c>kubeletVersion</c> of the node.</summary>
    public string Version { get; init; } = "v0.1.0";

    /// <summary><c>KUSCIA_API_PROTOCOL</c> of config templates: NOTLS, TLS or MTLS.</summary>
    public string KusciaApiProtocol { get; init; } = "MTLS";

    /// <summary><c>KUSCIA_API_TOKEN</c> of config templates; a secret.</summary>
    public string? KusciaApiToken { get; init; }

    /// <summary><c>KUSCIA_DOMAIN_KEY_DATA</c> of config templates; a secret.</summary>
    public string? DomainKeyData { get; init; }

    /// <summary>What the node offers and keeps back.</summary>
    public AgentCapacityOptions Capacity { get; init; } = new();

    /// <summary>Size and age limits of task logs.</summary>
    public AgentLogOptions Logs { get; init; } = new();

    /// <summary>Periods and back-offs.</summary>
    public AgentTimingOptions Timing { get; init; } = new();

    /// <summary>True leaves task processes running when the agent stops, to be adopted by the next start; default false: they are stopped with the node.</summary>
    public bool KeepTasksOnStop { get; init; }

    /// <summary>Where the control groups of this machine are mounted; default <c>/sys/fs/cgroup</c>.</summary>
    public string ControlGroupMount { get; init; } = "/sys/fs/cgroup";

    internal string SandboxDirectory => Path.Combine(RootDirectory, "sandbox");

    internal string StdoutDirectory => Path.Combine(RootDirectory, "var", "stdout", "pods");

    internal string DataDirectory => Path.Combine(RootDirectory, "var", "storage", "data");
}

/// <summary>What a node offers to tasks; values not given are detected.</summary>
public sealed record AgentCapacityOptions
{
    /// <summary>CPUs; null detects cgroup quota or the machine's processors.</summary>
    public int? Cpu { get; init; }

    /// <summary>Bytes of memory; null detects cgroup limit or the machine's memory.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Mbit/s; null detects the speed of eth0, else 1000.</summary>
    public long? BandwidthMbps { get; init; }

    /// <summary>Most pods at a time; default 500.</summary>
    public int Pods { get; init; } = 500;

    /// <summary>CPUs kept back for the node itself; default 0.5.</summary>
    public decimal ReservedCpu { get; init; } = 0.5m;

    /// <summary>Bytes kept back for the node itself; default 500 MiB.</summary>
    public long ReservedMemoryBytes { get; init; } = 500L << 20;

    /// <summary>Mbit/s kept back for the node itself; default 10.</summary>
    public long ReservedBandwidthMbps { get; init; } = 10;
}

/// <summary>Limits of task logs.</summary>
public sealed record AgentLogOptions
{
    /// <summary>Bytes after which a log file is rotated; default 512 MiB.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Files kept per container run, the current one included; default 5.</summary>
    public int MaxFiles { get; init; } = 5;

    /// <summary>Age after which the logs of finished pods are removed; default 30 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Periods and back-offs of the agent.</summary>
public sealed record AgentTimingOptions
{
    /// <summary>Longest time between two looks at a pod; default 10 s.</summary>
    public TimeSpan PodSync { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First back-off of a container that keeps ending; default 10 s.</summary>
    public TimeSpan RestartBackOff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest back-off of a container that keeps ending; default 300 s.</summary>
    public static TimeSpan MaxRestartBackOff { get; } = TimeSpan.FromSeconds(300);

    /// <summary>Time between SIGTERM and SIGKILL when neither the deletion nor the pod names one; default 2 s.</summary>
    public static TimeSpan DefaultGrace { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Lease renewal; default 10 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Look for a changed node status; default 30 s.</summary>
    public static TimeSpan NodeStatus { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Node status written even without a change; default 5 min.</summary>
    public static TimeSpan NodeStatusForced { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Look at sizes and growth of running logs; default 1 s, which is the precision of log times.</summary>
    public TimeSpan LogSampling { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Removal of left-over sandboxes and old logs; default 10 min.</summary>
    public static TimeSpan Housekeeping { get; } = TimeSpan.FromMinutes(10);
}
