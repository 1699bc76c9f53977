using System.Threading.Channels;
using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database file beside the writer, which would otherwise stand still for it in the middle of a commit. When the log has grown
/// although, the writer moves the short rest itself between two transactions, so that the log begins anew.
/// </summary>
internal sealed class SqliteCheckpoints(RevisionLogOptions options) : IAsyncDisposable
{
    private const long EveryBytes = 4 << 20;
    private const long LongBytes = 32 << 20;
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _loop = Task.CompletedTask;
    private long _written;
    private volatile bool _rest;

    /// <summary>Begins to work.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Called by the writer after a commit of about this many bytes. Never throws: the commit stands.</summary>
    public void Committed(long bytes, SqliteSession? writer)
    {
        if (_rest && writer is not null)
        {
            _rest = false;
            TryMove(writer);
        }

        _written += bytes;
        if (_written >= EveryBytes)
        {
            _written = 0;
            _wanted.Writer.TryWrite(true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _wanted.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (await _wanted.Reader.WaitToReadAsync())
        {
            _wanted.Reader.TryRead(out _);
            try
            {
                using SqliteSession session = SqliteSession.Open(options, SessionRole.Checkpoint);
                session.Run(Passive);
                FileInfo log = new(options.Path + "-wal");
                _rest = log.Exists && log.Length > LongBytes;
            }
            catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // A full disk shows at the next commit, where somebody is told of it.
            }
        }
    }

    private static void TryMove(SqliteSession writer)
    {
        try
        {
            writer.Run(Passive);
        }
        catch (SqliteException)
        {
            // As above; the log grows meanwhile.
        }
    }
}
