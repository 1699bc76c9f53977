using System.CommandLine;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>The flags of <c>helm list</c>.</summary>
internal sealed class ListFlags
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "show all releases without any filter applied" };
    private readonly Option<bool> _byDate = new("--date", "-d") { Description = "sort by release date" };
    private readonly Option<bool> _reverse = new("--reverse", "-r") { Description = "reverse the sort order" };
    private readonly (Option<bool> Flag, string[] States)[] _states =
    [
        (new("--deployed") { Description = "show deployed releases" }, [ReleaseStatus.Deployed]),
        (new("--failed") { Description = "show failed releases" }, [ReleaseStatus.Failed]),
        (new("--pending") { Description = "show pending releases" },
            [ReleaseStatus.PendingInstall, ReleaseStatus.PendingUpgrade, ReleaseStatus.PendingRollback]),
        (new("--superseded") { Description = "show superseded releases" }, [ReleaseStatus.Superseded]),
        (new("--uninstalled") { Description = "show uninstalled releases" }, [ReleaseStatus.Uninstalled]),
        (new("--uninstalling") { Description = "show releases that are being uninstalled" }, [ReleaseStatus.Uninstalling]),
    ];

    public OutputFlag Output { get; } = new();

    public Option<bool> AllNamespaces { get; } = new("--all-namespaces", "-A") { Description = "list releases across all namespaces" };

    public Option<bool> Short { get; } = new("--short", "-q") { Description = "output short (quiet) listing format" };

    public Option<string?> Filter { get; } = new("--filter", "-f") { Description = "a regular expression for names" };

    public Option<int> Max { get; } = new("--max", "-m") { Description = "maximum number of releases", DefaultValueFactory = static _ => 256 };

    public Option<int> Offset { get; } = new("--offset") { Description = "first release of the list" };

    public Option<string?> Selector { get; } = new("--selector", "-l") { Description = "selector (label query) to filter on, supports '='; works on the labels of the stored release" };

    public Option<bool> NoHeaders { get; } = new("--no-headers") { Description = "don't print headers when using the default output format" };

    public void AddTo(Command command)
    {
        Output.AddTo(command);
        ApplyFlags.Add(command, _all, _byDate, _reverse, AllNamespaces, Short, Filter, Max, Offset, Selector, NoHeaders);
        ApplyFlags.Add(command, [.. _states.Select(state => state.Flag)]);
    }

    /// <summary>The states to show; null for all.</summary>
    public HashSet<string>? States(ParseResult result)
    {
        if (result.GetValue(_all))
        {
            return null;
        }

        HashSet<string> chosen = [.. _states.Where(state => result.GetValue(state.Flag)).SelectMany(state => state.States)];
        return chosen.Count > 0 ? chosen : [ReleaseStatus.Deployed, ReleaseStatus.Failed];
    }

    public IEnumerable<Release> Sort(ParseResult result, IEnumerable<Release> releases)
    {
        bool backwards = result.GetValue(_reverse);
        IEnumerable<Release> byName = releases.OrderBy(release => release.Name, StringComparer.Ordinal).ThenBy(release => release.Namespace, StringComparer.Ordinal);
        if (!result.GetValue(_byDate))
        {
            return backwards ? byName.Reverse() : byName;
        }

        return backwards ? byName.OrderByDescending(release => release.LastDeployed) : byName.OrderBy(release => release.LastDeployed);
    }
}
