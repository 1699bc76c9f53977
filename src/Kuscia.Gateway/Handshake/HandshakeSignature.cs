using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// The signature of a handshake (header <c>Kuscia-Handshake-Signature</c>): RSA PKCS#1 v1.5 with SHA-256 of the source's domain key over the destination's name and the
/// body. It is an addition to the wire: partners of other implementations send none and are served from another share. A signature counts once and only near its time.
/// Thread-safe.
/// </summary>
internal sealed class HandshakeSignature(TimeProvider time)
{
    private const int Remembered = 4096;

    // Clocks of two institutions differ; beyond that a request counts as unsigned.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The value of the header.</summary>
    public static string Sign(RSA key, string destination, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(key.SignData(Signed(destination, body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Whether the source itself has made this request, a moment ago, and it comes for the first time.</summary>
    public bool Proves(RSA sourceKey, string destination, HandshakeCall call)
    {
        if (call.Signature is not { Length: > 0 and <= 1024 } text)
        {
            return false;
        }

        TimeSpan age = time.GetUtcNow() - UnixNanoseconds.ToTime(call.Request.RequestTime);
        Span<byte> signature = stackalloc byte[text.Length];
        return age.Duration() < Window
            && Convert.TryFromBase64String(text, signature, out int length)
            && sourceKey.VerifyData(Signed(destination, call.Body.Span), signature[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && IsFirst(text);
    }

    private static byte[] Signed(string destination, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes($"kuscia-handshake\n{destination}\n"), .. body];

    private bool IsFirst(string signature)
    {
        lock (_gate)
        {
            if (!_seen.Add(signature))
            {
                return false;
            }

            _order.Enqueue(signature);
            if (_order.Count > Remembered)
            {
                _seen.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
