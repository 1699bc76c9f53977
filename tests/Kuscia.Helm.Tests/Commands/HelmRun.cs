using System.CommandLine;
using Kuscia.Helm.Commands;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>Runs command lines and keeps what they print.</summary>
internal sealed class HelmRun
{
    private readonly Dictionary<string, string?> _environment;
    private readonly TimeProvider _clock;

    public HelmRun(Dictionary<string, string?>? environment = null, TimeProvider? clock = null)
    {
        this._environment = environment ?? [];
        this._clock = clock ?? TimeProvider.System;
    }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<int> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        Command command = HelmCommand.Create(output, error, clock: _clock, environment: _environment.GetValueOrDefault);
        int code = await command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }
}
