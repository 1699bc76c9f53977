using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// AES-128 under one key over many blocks: as a generator (counter mode) and as the permutation of hashes. With AES instructions eight
/// blocks are in flight; elsewhere the platform's AES does the same. Thread-safe.
/// </summary>
internal sealed class FixedKeyAes : IDisposable
{
    private const int Rounds = 10;
    private const int Width = 8;

    private readonly Vector128<byte>[] _keys = [];
    private readonly Aes? _platform;
    private readonly Lock _gate = new();

    /// <summary>Prepares a key of 16 bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="portable">True to use the platform's AES even where instructions exist.</param>
    public FixedKeyAes(ReadOnlySpan<byte> key, bool portable = false)
    {
        if (X86Aes.IsSupported && !portable)
        {
            _keys = AesKeySchedule.Expand(key);
            return;
        }

        _platform = Aes.Create();
        _platform.SetKey(key);
    }

    /// <summary>Writes the encryptions of the counters from <paramref name="start"/> on.</summary>
    public void Counter(ulong start, Span<Block> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = Vector128.CreateScalar(start + (ulong)i);
        }

        Run(output, output, feedForward: false);
    }

    /// <summary>Encrypts blocks; both spans may be the same.</summary>
    public void Encrypt(ReadOnlySpan<Block> input, Span<Block> output) => Run(input, output, feedForward: false);

    /// <summary>
    /// The hash AES(x) xor x of every block (Matyas-Meyer-Oseas). With AES as a random permutation it is correlation robust
    /// (Guo, Katz, Wang, Yu: Efficient and Secure Multiparty Computation from Fixed-Key Block Ciphers, S&amp;P 2020) and a
    /// generator on uniform inputs.
    /// </summary>
    public void Hash(ReadOnlySpan<Block> input, Span<Block> output) => Run(input, output, feedForward: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_keys.AsSpan()));
        _platform?.Dispose();
    }

    private void Run(ReadOnlySpan<Block> input, Span<Block> output, bool feedForward)
    {
        if (_platform is not null)
        {
            RunPlatform(_platform, input, output, feedForward);
            return;
        }

        int whole = input.Length - (input.Length % Width);
        if (whole > 0)
        {
            Eight(ref MemoryMarshal.GetArrayDataReference(_keys), input[..whole], output, feedForward);
        }

        for (int i = whole; i < input.Length; i++)
        {
            Vector128<byte> state = input[i].AsByte() ^ _keys[0];
            for (int r = 1; r < Rounds; r++)
            {
                state = X86Aes.Encrypt(state, _keys[r]);
            }

            Block result = X86Aes.EncryptLast(state, _keys[Rounds]).AsUInt64();
            output[i] = feedForward ? result ^ input[i] : result;
        }
    }

    private void RunPlatform(Aes aes, ReadOnlySpan<Block> input, Span<Block> output, bool feedForward)
    {
        Block[] result = new Block[input.Length];
        lock (_gate)
        {
            _ = aes.EncryptEcb(MemoryMarshal.AsBytes(input), MemoryMarshal.AsBytes(result.AsSpan()), PaddingMode.None);
        }

        for (int i = 0; i < result.Length; i++)
        {
            output[i] = feedForward ? result[i] ^ input[i] : result[i];
        }
    }

    private static void Eight(ref Vector128<byte> keys, ReadOnlySpan<Block> input, Span<Block> output, bool feedForward)
    {
        ref Block source = ref MemoryMarshal.GetReference(input);
        ref Block target = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)input.Length; i += Width)
        {
            ref Block x = ref Unsafe.Add(ref source, i);
            Vector128<byte> k = keys;
            Vector128<byte> a = x.AsByte() ^ k;
            Vector128<byte> b = Unsafe.Add(ref x, 1).AsByte() ^ k;
            Vector128<byte> c = Unsafe.Add(ref x, 2).AsByte() ^ k;
            Vector128<byte> d = Unsafe.Add(ref x, 3).AsByte() ^ k;
            Vector128<byte> e = Unsafe.Add(ref x, 4).AsByte() ^ k;
            Vector128<byte> f = Unsafe.Add(ref x, 5).AsByte() ^ k;
            Vector128<byte> g = Unsafe.Add(ref x, 6).AsByte() ^ k;
            Vector128<byte> h = Unsafe.Add(ref x, 7).AsByte() ^ k;
            for (nuint r = 1; r < Rounds; r++)
            {
                k = Unsafe.Add(ref keys, r);
                (a, b, c, d) = (X86Aes.Encrypt(a, k), X86Aes.Encrypt(b, k), X86Aes.Encrypt(c, k), X86Aes.Encrypt(d, k));
                (e, f, g, h) = (X86Aes.Encrypt(e, k), X86Aes.Encrypt(f, k), X86Aes.Encrypt(g, k), X86Aes.Encrypt(h, k));
            }

            k = Unsafe.Add(ref keys, Rounds);
            Store(ref x, ref Unsafe.Add(ref target, i), feedForward, X86Aes.EncryptLast(a, k), X86Aes.EncryptLast(b, k), X86Aes.EncryptLast(c, k), X86Aes.EncryptLast(d, k));
            Store(ref Unsafe.Add(ref x, 4), ref Unsafe.Add(ref target, i + 4), feedForward, X86Aes.EncryptLast(e, k), X86Aes.EncryptLast(f, k), X86Aes.EncryptLast(g, k), X86Aes.EncryptLast(h, k));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ref Block x, ref Block y, bool feedForward, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d)
    {
        if (feedForward)
        {
            (a, b, c, d) = (a ^ x.AsByte(), b ^ Unsafe.Add(ref x, 1).AsByte(), c ^ Unsafe.Add(ref x, 2).AsByte(), d ^ Unsafe.Add(ref x, 3).AsByte());
        }

        y = a.AsUInt64();
        Unsafe.Add(ref y, 1) = b.AsUInt64();
        Unsafe.Add(ref y, 2) = c.AsUInt64();
        Unsafe.Add(ref y, 3) = d.AsUInt64();
    }
}
