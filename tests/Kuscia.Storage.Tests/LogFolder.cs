using System.Text;
using Kuscia.Storage.Dialects;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>A temporary folder with a log in it.</summary>
internal sealed class LogFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("log-").FullName;

    public string File => Path.Combine(Root, "db", "state.db");

    public RevisionLogOptions Options => new() { Path = File, Durable = false, CompactionBatch = 3, RetainedRevisions = 5 };

    public Task<RevisionLog> OpenAsync(TimeProvider? time = null, int watchCapacity = 4096, bool durable = false) =>
        OpenAsync(Options with { Durable = durable, WatchCapacity = watchCapacity }, time);

    public static Task<RevisionLog> OpenAsync(RevisionLogOptions options, TimeProvider? time = null) =>
        RevisionLog.OpenAsync(options, time ?? TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>Opens the log over a dialect that fails as the test wants.</summary>
    public async Task<(RevisionLog Log, FaultyDialect Faults)> OpenFaultyAsync(TimeProvider? time = null)
    {
        var faults = new FaultyDialect(new SqliteDialect(Options));
        RevisionLog log = await RevisionLog.OpenAsync(faults, Options, time ?? TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return (log, faults);
    }

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
