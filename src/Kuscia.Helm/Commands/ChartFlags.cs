using System.CommandLine;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Commands;

/// <summary>The arguments <c>[NAME] CHART</c> and the flags that name a release and pick a chart.</summary>
internal sealed class ChartFlags(CommandContext context)
{
    private readonly Argument<string[]> _arguments = new("NAME CHART") { Arity = ArgumentArity.ZeroOrMore, Description = "name of the release, and folder or .tgz file of the chart" };
    private readonly Option<bool> _generateName = new("--generate-name", "-g") { Description = "generate the name (and omit the NAME parameter)" };
    private readonly ChartSource _source = new(context);

    public void AddTo(Command command)
    {
        command.Arguments.Add(_arguments);
        command.Options.Add(_generateName);
        _source.AddTo(command);
    }

    /// <summary>Reads name and chart; a fallback name stands in when none is given.</summary>
    public async Task<(string Name, Chart Chart)> ReadAsync(ParseResult result, string command, string? fallbackName, CancellationToken cancellationToken)
    {
        string[] given = CommandContext.Arguments(result, _arguments, command, $"{command} [NAME] [CHART]", 1, int.MaxValue);
        bool generates = result.GetValue(_generateName);
        if (given.Length > 2)
        {
            throw new HelmException($"expected at most two arguments, unexpected arguments: {string.Join(", ", given.Skip(2))}");
        }

        if (given.Length == 2 && generates)
        {
            throw new HelmException("cannot set --generate-name and also specify a name");
        }

        string name = given.Length == 2 ? given[0] : fallbackName ?? Generated(given[0], generates);
        return (name, await _source.LoadInstallableAsync(result, given[^1], cancellationToken));
    }

    private string Generated(string chart, bool generates)
    {
        if (!generates)
        {
            throw new HelmException("must either provide a name or specify --generate-name");
        }

        string name = ChartPaths.Base(chart);
        int dot = name.IndexOf('.');
        name = name is "." or "" ? "chart" : dot >= 0 ? name[..dot] : name;
        return $"{name}-{context.Clock.GetUtcNow().ToUnixTimeSeconds()}";
    }
}
