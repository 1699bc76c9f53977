using System.CommandLine;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "display the status of the named release");
        var revision = new RevisionFlag();
        var output = new OutputFlag();
        var showDescription = new Option<bool>("--show-desc") { Description = "display the description message of the named release" };
        revision.AddTo(command);
        output.AddTo(command);
        command.Options.Add(showDescription);
        context.Run(command, async (result, cancellationToken) =>
        {
            string format = output.Read(result);
            Releases.Release release = await revision.FetchAsync(context, result, "status", cancellationToken);
            StatusPrinter.Write(context.Output, format, release.WithoutChart(), description: result.GetValue(showDescription));
        });
        return command;
    }
}
