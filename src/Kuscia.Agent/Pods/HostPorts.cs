using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Agent.Pods;

/// <summary>
/// The ports of this machine that its pods have, where pods share them: all replicas of a deployment are given the same numbers, so those that find theirs taken get
/// others, as far as they are told their ports at all (<c>KUSCIA_PORT_NAME_NUMBER</c>). Thread-safe.
/// </summary>
internal sealed class HostPorts
{
    private const int FirstUnprivileged = 1024;
    private const int BeforeOutgoing = 32767;
    private const int Farthest = 2000;

    private readonly Lock _gate = new();

    // Of pods that are known here, whether or not the API tells it yet.
    private readonly Dictionary<string, IReadOnlyList<int>> _claims = new(StringComparer.Ordinal);

    /// <summary>The ports, by name, that a new pod gets in place of those of its spec.</summary>
    /// <param name="pod">A pod of which nothing was started.</param>
    /// <param name="others">The other pods of this node that have not ended.</param>
    public IReadOnlyDictionary<string, int> Claim(Pod pod, IReadOnlyList<Pod> others)
    {
        string uid = pod.Metadata.Uid ?? "";
        lock (_gate)
        {
            HashSet<int> taken = [.. others.Where(IsPlaced).SelectMany(Numbers), .. _claims.Where(c => c.Key != uid).SelectMany(c => c.Value)];
            Dictionary<string, int> moved = new(PodPorts.Of(pod.Metadata));
            foreach (ContainerPort port in moved.Count > 0 ? [] : Movable(pod).Where(p => taken.Contains(p.Number)))
            {
                int free = Free(port.Number, taken);
                moved[port.Name ?? ""] = free;
                taken.Add(free);
            }

            _claims[uid] = [.. Ports(pod).Select(p => moved.GetValueOrDefault(p.Name ?? "", p.Number))];
            return moved;
        }
    }

    /// <summary>The pod is gone from this node.</summary>
    public void Release(string uid)
    {
        lock (_gate)
        {
            _claims.Remove(uid);
        }
    }

    /// <summary>True when something of the pod was started, in whatever life of the agent: then it has its ports.</summary>
    public static bool IsPlaced(Pod pod) => pod.Status?.ContainerStatuses is { Count: > 0 } || PodPorts.Of(pod.Metadata).Count > 0;

    private static IEnumerable<ContainerPort> Ports(Pod pod) => (pod.Spec?.Containers ?? []).SelectMany(c => c.Ports ?? []);

    private static IEnumerable<int> Numbers(Pod pod)
    {
        IReadOnlyDictionary<string, int> moved = PodPorts.Of(pod.Metadata);
        return Ports(pod).Select(p => moved.GetValueOrDefault(p.Name ?? "", p.Number));
    }

    private static IEnumerable<ContainerPort> Movable(Pod pod)
    {
        HashSet<(string, string?)> told = [.. (pod.Spec?.Containers ?? []).SelectMany(c => c.Env ?? []).Select(e => (e.Name, e.Value))];
        return Ports(pod).Where(p => told.Contains((MovedPorts.Variable(p.Name), p.Number.ToString(CultureInfo.InvariantCulture))));
    }

    private static int Free(int wanted, HashSet<int> taken) => Near(wanted).FirstOrDefault(p => !taken.Contains(p) && IsFree(p), wanted);

    // Above it, but not where the system takes ports of outgoing connections; then below it.
    private static IEnumerable<int> Near(int wanted)
    {
        int last = wanted <= BeforeOutgoing ? BeforeOutgoing : ushort.MaxValue;
        return Enumerable.Range(1, Farthest).Select(i => wanted + i).Where(p => p <= last)
            .Concat(Enumerable.Range(1, Farthest).Select(i => wanted - i).Where(p => p >= FirstUnprivileged));
    }

    private static bool IsFree(int port)
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
