using System.CommandLine;
using Kuscia.Helm.Commands;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>Runs command lines and keeps what they print.</summary>
internal sealed class HelmRun
{
    private readonly Dictionary<string, string?> environment;
    private readonly TimeProvider clock;

    public HelmRun(Dictionary<string, string?>? environment = null, TimeProvider? clock = null)
    {
        this.environment = environment ?? [];
        this.clock = clock ?? TimeProvider.System;
    }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        Command command = HelmCommand.Create(output, error, clock: clock, environment: environment.GetValueOrDefault);
        int code = await command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }
}
