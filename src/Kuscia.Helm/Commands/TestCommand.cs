using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm test</c>: runs the test hooks of a release.</summary>
internal static class TestCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("test", "run tests for a release");
        Argument<string[]> argument = new("RELEASE") { Arity = ArgumentArity.ZeroOrMore };
        ApplyFlags apply = new();
        Option<string[]> filter = new("--filter") { Description = "specify tests by attribute (currently \"name\") using attribute=value syntax or '!attribute=value' to exclude a test" };
        command.Arguments.Add(argument);
        ApplyFlags.Add(command, apply.Timeout, filter);
        context.Run(command, async (result, cancellationToken) =>
        {
            string name = CommandContext.Arguments(result, argument, "test", "test [RELEASE]", 1, 1)[0];
            Func<string, bool> chosen = Chosen(result.GetValue(filter) ?? []);
            await context.WithReleasesAsync(result, async environment =>
            {
                (Release release, string? fault) = await new TestAction(environment).RunAsync(name, chosen, apply.ReadTimeout(result), cancellationToken);
                StatusPrinter.Write(context.Output, "table", release);
                if (fault is not null)
                {
                    throw new HelmException(fault);
                }
            });
        });
        return command;
    }

    private static Func<string, bool> Chosen(string[] filters)
    {
        string[] terms = [.. filters.SelectMany(list => list.Split(','))];
        string[] wanted = [.. terms.Where(term => term.StartsWith("name=", StringComparison.Ordinal)).Select(term => term["name=".Length..])];
        string[] unwanted = [.. terms.Where(term => term.StartsWith("!name=", StringComparison.Ordinal)).Select(term => term["!name=".Length..])];
        return wanted.Length + unwanted.Length == terms.Length
            ? name => !unwanted.Contains(name) && (wanted.Length == 0 || wanted.Contains(name))
            : throw new HelmException($"invalid argument \"{string.Join(',', terms)}\" for \"--filter\" flag: write name=TEST or !name=TEST");
    }
}
