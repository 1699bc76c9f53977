using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm version</c>: prints the version of Helm whose behaviour this is.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("version", "print the client version information");
        Argument<string[]> argument = new("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        Option<bool> brief = new("--short") { Description = "print the version number" };
        Option<string?> template = new("--template") { Description = "template for version string format" };
        Option<bool> client = new("--client", "-c") { Description = "display client version information", Hidden = true };
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
        TemplateSet templates = new(new FunctionTable(Builtins.Rows), helmErrors: false);
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
