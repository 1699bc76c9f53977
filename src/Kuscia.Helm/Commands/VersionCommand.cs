using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Templates.Evaluation;
using Kuscia.Helm.Templates.Formatting;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm version</c>: prints the version of Helm whose behaviour this is.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("version", "print the client version information");
        var argument = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        var brief = new Option<bool>("--short") { Description = "print the version number" };
        var template = new Option<string?>("--template") { Description = "template for version string format" };
        var client = new Option<bool>("--client", "-c") { Description = "display client version information", Hidden = true };
        command.Arguments.Add(argument);
        ApplyFlags.Add(command, brief, template, client);
        context.Run(command, (result, cancellationToken) =>
        {
            CommandContext.Arguments(result, argument, "version", "version", 0, 0);
            context.Output.Write(result.GetValue(template) is { Length: > 0 } text
                ? Rendered(text, cancellationToken)
                : (result.GetValue(brief) ? Short() : GoFormat.Sprintf("%#v", [TemplateObjects.HelmVersion()])) + "\n");
            return Task.CompletedTask;
        });
        return command;
    }

    private static string Short() =>
        ToldVersion.GitCommit.Length >= 7 ? $"{ToldVersion.Version}+g{ToldVersion.GitCommit[..7]}" : ToldVersion.Version;

    // Only the functions of the language itself are there.
    private static string Rendered(string text, CancellationToken cancellationToken)
    {
        var templates = new TemplateSet(new FunctionTable(Builtins.Rows), helmErrors: false);
        try
        {
            templates.Add("_", text);
            return templates.Render("_", TemplateObjects.HelmVersion(), new RenderOptions { HelmErrors = false, RemoveNoValue = false }, cancellationToken);
        }
        catch (TemplateException e)
        {
            throw new HelmException(e.Message, e);
        }
    }
}
