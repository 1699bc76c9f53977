using System.IO.Compression;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace KubeFate.Cli;

/// <summary><c>kubefate supportbundle</c>: collects what somebody needs who helps from afar. It talks to Kubernetes itself, for the service may be what is ill.</summary>
internal static class SupportBundleCommands
{
    private static readonly Flag CollectFolder = new("collectDir", "", "folder that what is collected goes to", Default: "./kubefate-supportbundle", IsQuoted: true);
    private static readonly Flag PackFolder = new("packDir", "", "folder that the archive goes to", Default: "./", IsQuoted: true);

    public static Command Create() => new("supportbundle", "Collect data to perform troubleshooting")
    {
        Children =
        [
            new("collect", "Collect states and logs of the namespaces named, by default kube-fate")
            {
                Flags = [new("tail", "t", "how many of the last lines of each log", Default: "200", Check: Commands.CheckNumber), new("kubeconfig", "c", "path of a kubeconfig"), CollectFolder, PackFolder],
                Run = CollectAsync,
            },
            new("pack", "Pack what was collected") { Flags = [CollectFolder, PackFolder, new("yes", "y", "I have looked at what was collected, and may give it away", true, "false")], Run = PackAsync },
        ],
    };

    private static async Task CollectAsync(Invocation call)
    {
        string folder = call.Terminal.PathOf(call.Text("collectDir"));
        try
        {
            using KubeHttpCluster cluster = new(HelmKubeConfig.Find(call.Text("kubeconfig") is { Length: > 0 } file ? call.Terminal.PathOf(file) : null, null, call.Terminal.Environment));
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            SupportBundle bundle = new(cluster, folder, call.Text("tail"));
            foreach (string ns in call.Arguments.Count > 0 ? call.Arguments : ["kube-fate"])
            {
                await bundle.CollectAsync(ns, call.Cancelled);
            }
        }
        catch (Exception e) when (e is HelmException or KubeException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(e.Message);
        }

        await call.Output.WriteLineAsync($"You can attach additional files about this issue into {call.Text("collectDir")}");
    }

    private static async Task PackAsync(Invocation call)
    {
        if (!call.Flag("yes"))
        {
            throw new CliException("please acknowledge the privacy agreement: look at the files, then give --yes");
        }

        string folder = call.Terminal.PathOf(call.Text("collectDir"));
        string archive = Path.Combine(call.Terminal.PathOf(call.Text("packDir")), "supportbundle.zip");
        try
        {
            await using ZipArchive zip = await ZipArchive.CreateAsync(File.Create(archive), ZipArchiveMode.Create, leaveOpen: false, entryNameEncoding: null, call.Cancelled);
            foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            {
                await zip.CreateEntryFromFileAsync(file, Path.GetFileName(file), call.Cancelled);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(e.Message);
        }

        await call.Output.WriteLineAsync($"packed into {archive}");
    }
}
