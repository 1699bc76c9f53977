using System.Globalization;
using Kuscia.Hosting.Modules;

namespace Kuscia.Node.Modes;

/// <summary>Keeps a second node out of a root folder. The lock ends with the process, however it ends.</summary>
internal sealed class RootLock : IDisposable
{
    private readonly FileStream _file;

    private RootLock(FileStream file) => _file = file;

    /// <summary>Takes the root of a node.</summary>
    /// <exception cref="ModuleStartException">Another node holds it, or it cannot be written.</exception>
    public static RootLock Take(string rootDirectory)
    {
        string path = Path.Combine(rootDirectory, "var", "node.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ModuleStartException(
                $"another node runs in {rootDirectory} ({path} is locked); stop it first, or give this one a root of its own with the key rootDir or the environment variable KUSCIA_HOME", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ModuleStartException($"cannot write {path}: {e.Message} Run the node as the user that owns {rootDirectory}", e);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new RootLock(file);
    }

    public void Dispose() => _file.Dispose();
}
