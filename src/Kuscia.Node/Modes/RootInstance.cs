using Kuscia.Hosting.Modules;

namespace Kuscia.Node.Modes;

/// <summary>
/// The name of the instance that lives in a root folder, among others of its domain: <c>var/instance</c>, made at the first start. The lock of the root keeps two
/// processes from having it at the same time.
/// </summary>
internal static class RootInstance
{
    /// <summary>Reads the name, or makes it.</summary>
    /// <exception cref="ModuleStartException">It cannot be read or written.</exception>
    public static string Of(string rootDirectory, string nodeName)
    {
        string path = Path.Combine(rootDirectory, "var", "instance");
        try
        {
            if (!File.Exists(path) || !Guid.TryParse(File.ReadAllText(path), out Guid id))
            {
                id = Guid.NewGuid();
                File.WriteAllText(path + ".new", $"{id}\n");
                File.Move(path + ".new", path, overwrite: true);
            }

            return $"{nodeName}_{id}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModuleStartException($"cannot read or write {path}: {e.Message} Run the node as the user that owns its root", e);
        }
    }
}
