using System.Text;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>A log in a temporary folder, or in a database of its own.</summary>
internal sealed class LogFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("log-").FullName;

    public string File => Path.Combine(Root, "db", "state.db");

    /// <summary>The database; null for the file.</summary>
    public string? Endpoint { get; private init; }

    public RevisionLogOptions Options => OptionsOf(Endpoint ?? File) with { Durable = false, CompactionBatch = 3, RetainedRevisions = 5 };

    /// <param name="store">See <see cref="AllStoresAttribute"/>.</param>
    public static async Task<LogFolder> NewAsync(string store) => new() { Endpoint = store == "sqlite" ? null : await Servers.NewDatabaseAsync(store) };

    /// <summary>Options of a file or an endpoint.</summary>
    public static RevisionLogOptions OptionsOf(string place)
    {
        bool isFile = !place.Contains("://", StringComparison.Ordinal);
        string fault = "";
        DatastoreEndpoint? endpoint = isFile ? null : DatastoreEndpoint.Parse(place, out fault);
        return isFile || endpoint is not null ? new RevisionLogOptions { Path = place, Endpoint = endpoint } : throw new FormatException(fault);
    }

    public Task<RevisionLog> OpenAsync(TimeProvider? time = null, int watchCapacity = 4096, bool durable = false) =>
        OpenAsync(Options with { Durable = durable, WatchCapacity = watchCapacity }, time);

    public static Task<RevisionLog> OpenAsync(RevisionLogOptions options, TimeProvider? time = null) =>
        Store.OpenAsync(options, time ?? TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>Opens the log over a dialect that fails as the test wants.</summary>
    public async Task<(RevisionLog Log, FaultyDialect Faults)> OpenFaultyAsync(TimeProvider? time = null)
    {
        FaultyDialect faults = new(Store.DialectOf(Options));
        RevisionLog log = await RevisionLog.OpenAsync(faults, Options, time ?? TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return (log, faults);
    }

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
