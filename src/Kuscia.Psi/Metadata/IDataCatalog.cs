using Kuscia.Psi.Tasks;

namespace Kuscia.Psi.Metadata;

/// <summary>Knows where tables lie and takes note of results: DataMesh, or plain paths given on the command line.</summary>
internal interface IDataCatalog
{
    /// <summary>Finds the own table and the place of the result.</summary>
    Task<DataLocation> LocateAsync(TaskModel task, CancellationToken cancellationToken);

    /// <summary>Registers the written result.</summary>
    Task RegisterAsync(
        TaskModel task, DataLocation location, IReadOnlyList<string> columns, long rows, CancellationToken cancellationToken);
}
