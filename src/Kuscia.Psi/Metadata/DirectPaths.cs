using Kuscia.Psi.Tasks;

namespace Kuscia.Psi.Metadata;

/// <summary>Paths from the command line; nothing is registered. The own input is the one at the own place in the list of parties.</summary>
internal sealed class DirectPaths(string input, string output) : IDataCatalog
{
    /// <inheritdoc/>
    public Task<DataLocation> LocateAsync(TaskModel task, CancellationToken cancellationToken)
    {
        int index = task.Parties[0] == task.Self ? 0 : 1;
        return Task.FromResult(new DataLocation(
            Path.GetFullPath(input), Path.GetFullPath(output), index, new Dictionary<string, string>(), MayReplace: true));
    }

    /// <inheritdoc/>
    public Task RegisterAsync(
        TaskModel task, DataLocation location, IReadOnlyList<string> columns, long rows, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
