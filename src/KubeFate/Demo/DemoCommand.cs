using KubeFate.Cli;

namespace KubeFate.Demo;

/// <summary><c>kubefate demo</c>: the guide on this machine alone, without a cluster.</summary>
internal static class DemoCommand
{
    public static Command Create() => new("demo", "Install, watch, update and delete a FATE cluster on this machine, without Kubernetes")
    {
        IsAlone = true,
        Flags = [new("json", "", "print one JSON object: steps with durations and what came of them", true, "false")],
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        await using DemoRun run = new(call.Terminal, call.Flag("json"));
        if (!await run.RunAsync(call.Cancelled))
        {
            throw new CliException("");
        }
    }
}
