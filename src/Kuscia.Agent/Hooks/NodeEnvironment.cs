using System.Globalization;
using Kuscia.Agent.Capacity;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Agent.Hooks;

/// <summary>The variables the node gives to every container, below the pod's own. Nothing of the node's own environment is passed on but the names listed here.</summary>
internal sealed class NodeEnvironment(AgentOptions options, NodeCapacity capacity)
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const decimal DefaultShare = 0.8m;

    private static readonly string[] Inherited =
        ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME", "DOTNET_ROOT", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <summary>A fresh set of variables for a container; those of its image are above the node's own.</summary>
    public Dictionary<string, string> Create(Container container, ImageFacts image, PodNetwork network)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (string name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        foreach ((string name, string value) in image.Environment)
        {
            environment[name] = value;
        }

        environment.TryAdd("PATH", DefaultPath);
        environment["KUSCIA_BIND_ADDRESS"] = network.Address;
        AddIfGiven(environment, "KUSCIA_GATEWAY_ADDRESS", options.GatewayAddress);
        AddIfGiven(environment, "KUSCIA_DATAMESH_ADDRESS", options.DataMeshAddress);
        environment["CONTAINER_CPU_LIMIT"] = CpuLimit(container);
        environment["CONTAINER_MEM_LIMIT"] = MemoryLimit(container);
        return environment;
    }

    /// <summary>Puts the directory of the built-in engines before whatever PATH came out.</summary>
    public void PrependEngines(Dictionary<string, string> environment)
    {
        if (options.EngineDirectory is { Length: > 0 } directory)
        {
            string path = environment.GetValueOrDefault("PATH", DefaultPath);
            environment["PATH"] = path.Length == 0 ? directory : $"{directory}:{path}";
        }
    }

    private string CpuLimit(Container container) => Limit(container, "cpu") is { } limit
        ? limit
        : (capacity.Cpu * DefaultShare).ToString("0.00", CultureInfo.InvariantCulture);

    private string MemoryLimit(Container container)
    {
        decimal bytes = QuantityText.Parse(Limit(container, "memory")) ?? capacity.MemoryBytes * DefaultShare;
        return string.Create(CultureInfo.InvariantCulture, $"{(long)(bytes / (1 << 20))}Mi");
    }

    private static string? Limit(Container container, string resource) =>
        container.Resources?.Limits is { } limits && limits.TryGetValue(resource, out IntOrString limit) ? limit.Text : null;

    private static void AddIfGiven(Dictionary<string, string> environment, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            environment[name] = value;
        }
    }
}
