using System.Text;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>A temporary folder with a log in it.</summary>
internal sealed class LogFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("log-").FullName;

    public string File => Path.Combine(Root, "db", "state.db");

    public Task<RevisionLog> OpenAsync(TimeProvider? time = null, int watchCapacity = 4096, bool durable = false) => RevisionLog.OpenAsync(
        new RevisionLogOptions { Path = File, Durable = durable, WatchCapacity = watchCapacity, CompactionBatch = 3, RetainedRevisions = 5 },
        time ?? TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
