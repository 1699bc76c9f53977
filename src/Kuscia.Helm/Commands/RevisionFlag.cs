using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>The argument <c>RELEASE_NAME</c> with the flag <c>--revision</c>.</summary>
internal sealed class RevisionFlag
{
    private readonly Argument<string[]> _argument = new("RELEASE_NAME") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<int> _revision = new("--revision") { Description = "the revision; the last one if it is not given" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_argument);
        command.Options.Add(_revision);
    }

    /// <summary>Reads the arguments and fetches the revision.</summary>
    public async Task<Release> FetchAsync(CommandContext context, ParseResult result, string command, CancellationToken cancellationToken)
    {
        string name = CommandContext.Arguments(result, _argument, command, $"{command} RELEASE_NAME", 1, 1)[0];
        if (ReleaseNames.Fault(name) is not null)
        {
            throw new HelmException($"releaseContent: Release name is invalid: {name}");
        }

        Release? found = null;
        await context.WithReleasesAsync(result, async environment =>
        {
            ReleaseStore store = new(environment.Cluster, environment.Namespace, environment.Clock);
            int version = result.GetValue(_revision);
            found = version > 0 ? await store.GetAsync(name, version, cancellationToken) : await store.LastAsync(name, cancellationToken);
        });
        return found!; // not null: the store threw if there is none
    }
}
