namespace Kuscia.Psi.Tasks;

/// <summary>Who takes part and where: read from the cluster definition and the allocated ports.</summary>
/// <param name="Self">Own party.</param>
/// <param name="Peer">The other party.</param>
/// <param name="ListenPort">Own port number.</param>
/// <param name="PeerEndpoint">The partner's endpoint of the same port name.</param>
internal sealed record ClusterPlaces(string Self, string Peer, int ListenPort, string PeerEndpoint)
{
    private static readonly string[] PreferredPorts = ["psi", "spu"];

    /// <summary>Finds the two parties, the own port and the partner's endpoint.</summary>
    public static ClusterPlaces Read(ConfigNode cluster, ConfigNode ports)
    {
        IReadOnlyList<ConfigNode> parties = cluster["parties"].Items();
        if (parties.Count != 2)
        {
            throw cluster["parties"].Fault($"has {parties.Count} parties; PSI runs between exactly two");
        }

        ConfigNode index = cluster["selfPartyIdx", "self_party_idx"];
        int self = index.Number(0);
        if (self is < 0 or > 1)
        {
            throw index.Fault($"is {self}; it must be 0 or 1");
        }

        string selfName = parties[self]["name"].Text();
        string peerName = parties[1 - self]["name"].Text();
        if (selfName == peerName)
        {
            throw cluster["parties"].Fault($"names {selfName} twice; two different parties are needed");
        }

        (string portName, int number) = OwnPort(ports);
        return new(selfName, peerName, number, PeerAddress(parties[1 - self], peerName, portName));
    }

    private static (string Name, int Number) OwnPort(ConfigNode ports)
    {
        List<(string Name, int Number)> cluster = [];
        foreach (ConfigNode port in ports["ports"].Items())
        {
            if (port["scope"].TextOrNull() == "Cluster")
            {
                cluster.Add((port["name"].Text(), port["port"].Number(0)));
            }
        }

        if (cluster.Count == 0)
        {
            throw ports["ports"].Fault("has no port of scope Cluster; the app image must declare one, such as psi");
        }

        (string Name, int Number) chosen = cluster
            .OrderBy(p => Array.IndexOf(PreferredPorts, p.Name) is var rank && rank < 0 ? PreferredPorts.Length : rank)
            .First();
        return chosen.Number is > 0 and < 65536
            ? chosen
            : throw ports["ports"].Fault($"gives port {chosen.Name} the number {chosen.Number}; 1 to 65535 are possible");
    }

    private static string PeerAddress(ConfigNode party, string name, string portName)
    {
        ConfigNode services = party["services"];
        foreach (ConfigNode service in services.Items())
        {
            if (service["portName", "port_name"].TextOrNull() != portName)
            {
                continue;
            }

            IReadOnlyList<string> endpoints = service["endpoints"].Texts();
            if (endpoints.Count != 1)
            {
                throw service["endpoints"].Fault($"has {endpoints.Count} endpoints; this engine runs with one replica per party");
            }

            string endpoint = endpoints[0];
            return Uri.TryCreate($"http://{endpoint}/", UriKind.Absolute, out Uri? uri) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
                ? endpoint
                : throw service["endpoints"].Fault($"has {endpoint}, which is not a host name with an optional port");
        }

        throw services.Fault($"has no service named {portName}, so the engine of {name} cannot be found; both parties must use the same app image");
    }
}
