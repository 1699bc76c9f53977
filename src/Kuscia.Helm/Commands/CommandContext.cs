using System.CommandLine;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary>What the subcommands share: writers, clock, environment and the way to a cluster.</summary>
internal sealed class CommandContext(
    TextWriter output,
    TextWriter error,
    Stream? input,
    TimeProvider clock,
    Func<string, string?> environment,
    Func<KubeConnection, IKubeCluster> connect)
{
    public GlobalFlags Global { get; } = new();

    public TextWriter Output => output;

    public TimeProvider Clock => clock;

    /// <summary>Reads an environment variable.</summary>
    public string Variable(string name) => environment(name) ?? "";

    public int DefaultHistory => int.TryParse(environment("HELM_MAX_HISTORY"), out int max) ? max : 10;

    public void Warn(string line) => error.WriteLine(line);

    /// <summary>Makes a subcommand run some code and print its failure in Helm's words.</summary>
    public void Run(Command command, Func<ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                await action(result, cancellationToken);
                await output.FlushAsync(cancellationToken);
                return 0;
            }
            catch (Exception e) when (e is HelmException or KubeException)
            {
                await output.FlushAsync(CancellationToken.None);
                await error.WriteLineAsync($"Error: {e.Message}");
                return 1;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A file or a stream of the user's, for example a folder that cannot be written.
                await error.WriteLineAsync($"Error: {e.Message}");
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Error: context canceled");
                return 1;
            }
        });

    public Chart LoadChart(string name, string? version)
    {
        string path = name.Trim();
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw path.StartsWith('.') || Path.IsPathRooted(path)
                ? new HelmException($"path \"{path}\" not found")
                : new HelmException(
                    $"failed to download \"{path}\"{(string.IsNullOrEmpty(version) ? "" : $" at version \"{version}\"")}: " +
                    "charts are taken from folders and .tgz files; download the chart and give its path");
        }

        return new ChartLoader(warn: Warn).Load(path);
    }

    public ValueMap MergeValues(ParseResult result, ValueFlags flags) => new ValuesMerger(input).Merge(flags.Read(result));

    public string Namespace(ParseResult result)
    {
        string? given = result.GetValue(Global.Namespace) ?? environment("HELM_NAMESPACE");
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }

        try
        {
            return Connection(result).Namespace;
        }
        catch (HelmException)
        {
            // Rendering needs no cluster; without one the usual namespace is meant.
            return "default";
        }
    }

    public static string[] Arguments(ParseResult result, Argument<string[]> argument, string command, string usage, int min, int max)
    {
        string[] given = result.GetValue(argument) ?? [];
        if (given.Length >= min && given.Length <= max)
        {
            return given;
        }

        string need = min == max
            ? max == 0 ? "accepts no arguments" : $"requires {max} argument{(max == 1 ? "" : "s")}"
            : given.Length < min ? $"requires at least {min} argument{(min == 1 ? "" : "s")}" : $"accepts at most {max} arguments";
        throw new HelmException($"\"helm {command}\" {need}\n\nUsage:  helm {usage} [flags]");
    }

    /// <summary>Runs something with releases of a namespace and closes the connection afterwards.</summary>
    public async Task WithReleasesAsync(ParseResult result, Func<ReleaseEnvironment, Task> action)
    {
        IKubeCluster cluster = connect(Connection(result));
        try
        {
            await action(new ReleaseEnvironment { Cluster = cluster, Namespace = Namespace(result), Clock = clock, Warn = Warn });
        }
        finally
        {
            (cluster as IDisposable)?.Dispose();
        }
    }

    private KubeConnection Connection(ParseResult result) => HelmKubeConfig.Find(
        result.GetValue(Global.KubeConfig), result.GetValue(Global.KubeContext) ?? environment("HELM_KUBECONTEXT"), environment);
}
