using System.CommandLine;
using System.Globalization;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm env</c>: prints the settings in force as variables, sorted by name. Those that have no effect here are empty.</summary>
internal static class EnvCommand
{
    // Accounts and servers come from the kubeconfig alone.
    private static readonly string[] WithoutEffect =
        ["HELM_KUBEAPISERVER", "HELM_KUBEASGROUPS", "HELM_KUBEASUSER", "HELM_KUBECAFILE", "HELM_KUBETLS_SERVER_NAME", "HELM_KUBETOKEN"];

    public static Command Create(CommandContext context)
    {
        Command command = new("env", "helm client environment information");
        Argument<string[]> argument = new("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "name of one variable, whose value alone is printed" };
        command.Arguments.Add(argument);
        context.Run(command, (result, _) =>
        {
            string[] names = CommandContext.Arguments(result, argument, "env", "env", 0, 1);
            SortedDictionary<string, string> variables = Variables(context, result);
            context.Output.Write(names.Length > 0
                ? variables.GetValueOrDefault(names[0], "") + "\n"
                : string.Concat(variables.Select(static variable => $"{variable.Key}=\"{variable.Value}\"\n")));
            return Task.CompletedTask;
        });
        return command;
    }

    private static SortedDictionary<string, string> Variables(CommandContext context, ParseResult result)
    {
        string cache = Folder(context, "HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
        string config = Folder(context, "HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config");
        string data = Folder(context, "HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share");
        SortedDictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["HELM_BIN"] = $"{Environment.ProcessPath} helm",
            ["HELM_BURST_LIMIT"] = Or(context, "HELM_BURST_LIMIT", "100"),
            ["HELM_CACHE_HOME"] = cache,
            ["HELM_CONFIG_HOME"] = config,
            ["HELM_DATA_HOME"] = data,
            ["HELM_DEBUG"] = result.GetValue(context.Global.Debug) || context.Variable("HELM_DEBUG") is "true" or "1" ? "true" : "false",
            ["HELM_KUBECONTEXT"] = result.GetValue(context.Global.KubeContext) ?? context.Variable("HELM_KUBECONTEXT"),
            ["HELM_KUBEINSECURE_SKIP_TLS_VERIFY"] = "false",
            ["HELM_MAX_HISTORY"] = context.DefaultHistory.ToString(CultureInfo.InvariantCulture),
            ["HELM_NAMESPACE"] = context.Namespace(result),
            ["HELM_PLUGINS"] = Or(context, "HELM_PLUGINS", $"{data}/plugins"),
            ["HELM_QPS"] = Or(context, "HELM_QPS", "0.00"),
            ["HELM_REGISTRY_CONFIG"] = Or(context, "HELM_REGISTRY_CONFIG", $"{config}/registry/config.json"),
            ["HELM_REPOSITORY_CACHE"] = Or(context, "HELM_REPOSITORY_CACHE", $"{cache}/repository"),
            ["HELM_REPOSITORY_CONFIG"] = Or(context, "HELM_REPOSITORY_CONFIG", $"{config}/repositories.yaml"),
        };
        foreach (string name in WithoutEffect)
        {
            variables[name] = "";
        }

        if ((result.GetValue(context.Global.KubeConfig) ?? context.Variable("KUBECONFIG")) is { Length: > 0 } kubeConfig)
        {
            variables["KUBECONFIG"] = kubeConfig;
        }

        return variables;
    }

    // Helm's own variable is the folder itself; below the folders of the desktop it has one of its name.
    private static string Folder(CommandContext context, string own, string shared, string inHome)
    {
        if (context.Variable(own) is { Length: > 0 } folder)
        {
            return folder;
        }

        return Path.Combine(Or(context, shared, Path.Combine(context.Variable("HOME"), inHome)), "helm");
    }

    private static string Or(CommandContext context, string name, string otherwise) =>
        context.Variable(name) is { Length: > 0 } value ? value : otherwise;
}
