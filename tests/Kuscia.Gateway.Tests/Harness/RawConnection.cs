using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>A connection on which a test writes bytes itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(IPEndPoint to)
    {
        RawConnection connection = new();
        await connection._tcp.ConnectAsync(to, connection._deadline.Token);
        return connection;
    }

    public Task WriteAsync(string text) => _tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), _deadline.Token).AsTask();

    /// <summary>What comes up to and with a text.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        StringBuilder read = new();
        byte[] one = new byte[1];
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            if (await _tcp.GetStream().ReadAsync(one, _deadline.Token) == 0)
            {
                throw new EndOfStreamException($"the connection ended after \"{read}\", before \"{end}\"");
            }

            read.Append((char)one[0]);
        }

        return read.ToString();
    }

    /// <summary>Completes when the other side has ended the connection; what came before is returned.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using MemoryStream rest = new();
        try
        {
            await _tcp.GetStream().CopyToAsync(rest, _deadline.Token);
        }
        catch (IOException)
        {
            // Cut off without a farewell.
        }

        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _deadline.Dispose();
    }
}
