using Kuscia.Node.Configuration;
using Kuscia.Runtime.Modules;

namespace Kuscia.Node.Modes;

/// <summary>Makes the folders of a node, or says why it cannot.</summary>
internal static class NodeFolders
{
    private static readonly string[] Folders = ["etc/conf", "var/certs", "var/logs", "var/stdout", "var/tmp", "var/storage/data", "var/k3s/server/db"];

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

        File.SetUnixFileMode(Path.Combine(config.RootDirectory, "var/certs"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
