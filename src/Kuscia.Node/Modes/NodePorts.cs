using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>Looks before the start whether the ports of a node are free, so that all that are not are told at once.</summary>
internal static class NodePorts
{
    /// <summary>Returns when every port can be listened on.</summary>
    /// <exception cref="ConfigException">Some cannot; each is named with its key and its environment variable.</exception>
    public static void Check(NodeConfig config)
    {
        IReadOnlyList<ConfigFault> faults = Faults(config);
        if (faults.Count > 0)
        {
            throw new ConfigException($"node {config.DomainId}", faults);
        }
    }

    /// <summary>The ports that cannot be listened on.</summary>
    public static IReadOnlyList<ConfigFault> Faults(NodeConfig config)
    {
        PortConfig ports = config.Ports;
        List<(string Key, IPAddress Address, int Port)> wanted =
        [
            ("external", IPAddress.Any, ports.External),
            ("internal", config.InternalListenAddress, ports.Internal),
            ("kusciaAPI", IPAddress.Any, ports.KusciaApi),
        ];
        if (config.Mode != NodeMode.Lite)
        {
            wanted.AddRange([("apiServer", IPAddress.Any, ports.ApiServer), ("controllers", IPAddress.Loopback, ports.Controllers)]);
        }

        if (config.Mode != NodeMode.Master)
        {
            wanted.Add(("dataMesh", IPAddress.Any, ports.DataMesh));
        }

        if (ports.KusciaApiGrpcIsGiven)
        {
            wanted.Add(("kusciaAPIGrpc", IPAddress.Any, ports.KusciaApiGrpc ?? 0));
        }

        if (ports.DataMeshGrpcIsGiven && config.Mode != NodeMode.Master)
        {
            wanted.Add(("dataMeshGrpc", IPAddress.Any, ports.DataMeshGrpc ?? 0));
        }

        if (ports.MetricsIsGiven)
        {
            wanted.Add(("metrics", config.MetricsListenAddress, ports.Metrics));
        }

        return [.. wanted.Select(w => Fault(w.Key, w.Address, w.Port)).OfType<ConfigFault>()];
    }

    private static ConfigFault? Fault(string key, IPAddress address, int port)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program listens on it: stop that one or choose another port",
                SocketError.AccessDenied => "ports below 1024 need root: start as root or choose another port",
                SocketError.AddressNotAvailable => $"{address} is no address of this machine: correct internalListenAddress",
                _ => $"it cannot be listened on ({e.Message}): choose another port",
            };
            return new ConfigFault($"ports.{key}", port.ToString(CultureInfo.InvariantCulture), $"{why} (environment: KUSCIA_PORTS_{key.ToUpperInvariant()})");
        }
    }
}
