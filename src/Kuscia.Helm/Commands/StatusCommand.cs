using System.CommandLine;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("status", "display the status of the named release");
        RevisionFlag revision = new();
        OutputFlag output = new();
        Option<bool> showDescription = new("--show-desc") { Description = "display the description message of the named release" };
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
