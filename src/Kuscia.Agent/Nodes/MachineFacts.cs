using System.Globalization;
using System.Runtime.InteropServices;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Nodes;

/// <summary>What the machine says about itself.</summary>
internal static class MachineFacts
{
    /// <summary>Go-style name of the processor architecture, as labels of nodes use it.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Stable id of the machine; empty when it has none.</summary>
    public static string MachineId() => First("/etc/machine-id") is { Length: > 0 } id ? id : First("/var/lib/dbus/machine-id");

    /// <summary>The <c>nodeInfo</c> of the node.</summary>
    public static NodeSystemInfo Info(string version, string runtime) => new()
    {
        MachineID = MachineId(),
        SystemUUID = MachineId(),
        BootID = First("/proc/sys/kernel/random/boot_id"),
        KernelVersion = First("/proc/sys/kernel/osrelease"),
        OsImage = OsImage(),
        ContainerRuntimeVersion = $"{runtime}://{version.TrimStart('v')}",
        KubeletVersion = version,
        KubeProxyVersion = version,
        OperatingSystem = "linux",
        Architecture = Architecture,
    };

    private static string OsImage()
    {
        try
        {
            string? line = File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
            return line is null ? "Linux" : line["PRETTY_NAME=".Length..].Trim('"');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Linux {Environment.OSVersion.Version}");
        }
    }

    private static string First(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
