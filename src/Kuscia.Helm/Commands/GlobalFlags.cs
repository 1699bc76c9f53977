using System.CommandLine;

namespace Kuscia.Helm.Commands;

/// <summary>The flags that every subcommand knows.</summary>
internal sealed class GlobalFlags
{
    public Option<string?> Namespace { get; } = Recursive(new Option<string?>("--namespace", "-n") { Description = "namespace scope for this request" });

    public Option<string?> KubeConfig { get; } = Recursive(new Option<string?>("--kubeconfig") { Description = "path to the kubeconfig file" });

    public Option<string?> KubeContext { get; } = Recursive(new Option<string?>("--kube-context") { Description = "name of the kubeconfig context to use" });

    public Option<bool> Debug { get; } = Recursive(new Option<bool>("--debug") { Description = "enable verbose output" });

    public void AddTo(Command command)
    {
        command.Options.Add(Namespace);
        command.Options.Add(KubeConfig);
        command.Options.Add(KubeContext);
        command.Options.Add(Debug);
    }

    private static Option<T> Recursive<T>(Option<T> option)
    {
        option.Recursive = true;
        return option;
    }
}
