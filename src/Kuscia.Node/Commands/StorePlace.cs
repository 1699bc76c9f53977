using Kuscia.Node.Configuration;
using Kuscia.Node.Modes;
using Kuscia.Storage.Log;

namespace Kuscia.Node.Commands;

/// <summary>Where a store is, as users name it: an endpoint, a SQLite file, or a kuscia.yaml whose store is meant.</summary>
internal static class StorePlace
{
    private static readonly string[] Yaml = [".yaml", ".yml"];

    /// <summary>The store of a place; without one that of the root which KUSCIA_HOME names.</summary>
    /// <exception cref="CommandException">It cannot be understood.</exception>
    public static RevisionLogOptions Of(string? place)
    {
        if (string.IsNullOrEmpty(place))
        {
            string root = Environment.GetEnvironmentVariable("KUSCIA_HOME") ?? NodeConfigLoader.DefaultRoot;
            string config = Path.Combine(root, "etc", "conf", "kuscia.yaml");
            return File.Exists(config) ? OfConfig(config) : new RevisionLogOptions { Path = NodeFolders.StorePath(root) };
        }

        if (place.Contains("://", StringComparison.Ordinal))
        {
            return new RevisionLogOptions { Path = "", Endpoint = DatastoreEndpoint.Parse(place, out string fault) ?? throw new CommandException($"the endpoint cannot be used: {fault}") };
        }

        return Yaml.Contains(Path.GetExtension(place)) ? OfConfig(place) : new RevisionLogOptions { Path = Path.GetFullPath(place) };
    }

    /// <summary>Keeps the node of the root in which a SQLite file lies from running; null for a file or database that belongs to no root.</summary>
    public static RootLock? Lock(RevisionLogOptions store)
    {
        if (store.Endpoint is not null)
        {
            return null;
        }

        string path = Path.GetFullPath(store.Path);
        string tail = NodeFolders.StorePath("/");
        string root = path.EndsWith(tail, StringComparison.Ordinal) ? path[..^tail.Length] : "";
        return root.Length > 0 && Directory.Exists(Path.Combine(root, "var")) ? RootLock.Take(root) : null;
    }

    private static RevisionLogOptions OfConfig(string path)
    {
        NodeConfig config = NodeConfigLoader.Load(path, Environment.GetEnvironmentVariable);
        return new RevisionLogOptions { Path = NodeFolders.StorePath(config.RootDirectory), Endpoint = config.DatastoreEndpoint };
    }
}
