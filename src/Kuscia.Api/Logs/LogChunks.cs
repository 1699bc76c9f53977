using System.Text;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Logs;

/// <summary>Cuts a log into messages of whole lines: up to 100 of them, or what came when the writer paused or five seconds passed.</summary>
internal sealed class LogChunks(MessageSend<QueryLogResponse> send, TimeProvider time, CancellationToken cancellationToken) : Stream
{
    private const int MaxLines = 100;
    private const int MaxLineBytes = 256 << 10;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly List<string> _lines = [];
    private readonly MemoryStream _line = new();
    private long _first;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> rest = buffer;
        while (rest.Length > 0)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            int length = end < 0 ? rest.Length : end;
            _line.Write(rest.Span[..length]);
            rest = rest[(end < 0 ? length : length + 1)..];
            if (end >= 0 || _line.Length > MaxLineBytes)
            {
                await EndLineAsync();
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) => WriteAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

    public override Task FlushAsync(CancellationToken cancellation) => SendAsync();

    public override async ValueTask DisposeAsync()
    {
        if (_line.Length > 0)
        {
            await EndLineAsync();
        }

        await SendAsync();
        await _line.DisposeAsync();
        await base.DisposeAsync();
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task EndLineAsync()
    {
        _first = _lines.Count == 0 ? time.GetTimestamp() : _first;
        _lines.Add(Encoding.UTF8.GetString(_line.GetBuffer().AsSpan(0, (int)_line.Length)));
        _line.SetLength(0);
        if (_lines.Count >= MaxLines || time.GetElapsedTime(_first) > MaxWait)
        {
            await SendAsync();
        }
    }

    private async Task SendAsync()
    {
        if (_lines.Count > 0)
        {
            QueryLogResponse message = new() { Status = Outcome.Success(), Log = string.Join('\n', _lines) };
            _lines.Clear();
            await send(message, cancellationToken);
        }
    }
}
