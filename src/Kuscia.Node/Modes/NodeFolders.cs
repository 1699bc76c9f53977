using Kuscia.Hosting.Modules;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>Makes the folders of a node, or says why it cannot.</summary>
internal static class NodeFolders
{
    private static readonly string[] Folders = ["etc/conf", "var/certs", "var/logs", "var/stdout", "var/tmp", "var/storage/data", "var/k3s/server/db"];

    // Folders with keys, certificates and the store, which holds secrets.
    private static readonly string[] KeyFolders = ["etc", "var/certs", "var/k3s"];
    private static readonly string[] DataFolders = ["var/logs", "var/stdout", "var/tmp", "var/storage"];

    /// <summary>The database of a node's store.</summary>
    public static string StorePath(string root) => Path.Combine(root, "var", "k3s", "server", "db", "state.db");

    public static void Prepare(NodeConfig config)
    {
        foreach (string folder in Folders)
        {
            string path = Path.Combine(config.RootDirectory, folder);
            try
            {
                Directory.CreateDirectory(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ModuleStartException($"cannot make {path}: {e.Message} Choose a writable root with the key rootDir or the environment variable KUSCIA_HOME", e);
            }
        }

    }

    /// <summary>Takes away what other users of the machine may do with the node's files; returns what could not be changed.</summary>
    public static IReadOnlyList<string> Tighten(NodeConfig config) =>
    [
        .. KeyFolders.SelectMany(f => FileModes.Tighten(Path.Combine(config.RootDirectory, f), hasKeys: true)),
        .. DataFolders.SelectMany(f => FileModes.Tighten(Path.Combine(config.RootDirectory, f), hasKeys: false)),
        .. FileModes.TightenAlone(Path.Combine(config.RootDirectory, "var")),
    ];
}
