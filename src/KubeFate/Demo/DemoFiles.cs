using System.Reflection;
using KubeFate.Cli;

namespace KubeFate.Demo;

/// <summary>The chart and the cluster.yaml that the demo installs; they are part of the program.</summary>
internal static class DemoFiles
{
    private const string Prefix = "demo/";

    /// <summary>Writes them into a folder.</summary>
    public static void WriteTo(string folder)
    {
        Assembly program = typeof(DemoFiles).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string path = Path.Combine(folder, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            using Stream content = program.GetManifestResourceStream(name) ?? throw new CliException($"{name} is missing in the program");
            using FileStream file = File.Create(path);
            content.CopyTo(file);
        }
    }
}
