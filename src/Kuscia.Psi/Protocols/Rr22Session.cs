using System.Buffers.Binary;
using System.Security.Cryptography;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Okvs;
using Kuscia.Psi.Vole;

namespace Kuscia.Psi.Protocols;

/// <summary>What both parties derive from the announced sizes and their nonces.</summary>
internal sealed class Rr22Session : IDisposable
{
    /// <summary>Bytes of a nonce.</summary>
    public const int NonceLength = 16;

    // Loads of buckets on either side, loads of bins, encodings: four kinds of failure, together at most 2^-40 in a run.
    private const double FailureBits = 42;

    /// <summary>Keys of an average bucket of the larger set.</summary>
    public const int BucketKeys = 1 << 20;

    private static readonly byte[] Domain = "kuscia-psi/rr22/1/session"u8.ToArray();

    private Rr22Session(bool encodes, int encoderKeys, int answererKeys, int bucketKeys, byte[] seed)
    {
        Encodes = encodes;
        int most = Math.Max(encoderKeys, answererKeys);
        Buckets = Math.Max(1, (int)(((long)most + (bucketKeys / 2)) / bucketKeys));
        OwnKeys = encodes ? encoderKeys : answererKeys;
        EncoderCapacity = BinLoads.Capacity(encoderKeys, Buckets, FailureBits);
        AnswererCapacity = BinLoads.Capacity(answererKeys, Buckets, FailureBits);
        Store = OkvsShape.For(EncoderCapacity, FailureBits + Math.Log2(Buckets));
        Vole = VoleShape.For(Store.Length);
        TagLength = TagBytes(encoderKeys, answererKeys);
        Hash = new(seed);
        Seed = seed;
    }

    /// <summary>True for the party that encodes its keys and compares; false for the one that answers.</summary>
    public bool Encodes { get; }

    /// <summary>Parts that are run one after the other.</summary>
    public int Buckets { get; }

    /// <summary>Keys of this party.</summary>
    public int OwnKeys { get; }

    /// <summary>The most keys in a bucket of the party that encodes.</summary>
    public int EncoderCapacity { get; }

    /// <summary>The most keys in a bucket of the party that answers; so many tags travel.</summary>
    public int AnswererCapacity { get; }

    /// <summary>The sizes of a store.</summary>
    public OkvsShape Store { get; }

    /// <summary>The sizes of a correlation.</summary>
    public VoleShape Vole { get; }

    /// <summary>Bytes of a tag.</summary>
    public int TagLength { get; }

    /// <summary>Where keys stand.</summary>
    public OkvsHash Hash { get; }

    /// <summary>A hash of the sizes, the nonces and who encodes; public.</summary>
    public byte[] Seed { get; }

    /// <summary>Derives the session. One receiver encodes; of two the one with fewer keys does, with equal sizes the one with the smaller nonce.</summary>
    /// <exception cref="PsiException">The partner sent back the own nonce.</exception>
    public static Rr22Session Create(
        int ownKeys, int peerKeys, int bucketKeys, byte[] ownNonce, byte[] peerNonce, ReceiverRoles roles, IPeerChannel channel)
    {
        int order = ownNonce.AsSpan().SequenceCompareTo(peerNonce);
        if (order == 0)
        {
            throw SizeExchange.Malformed(channel, "sent back the nonce of this party as its own");
        }

        bool encodes = roles.SelfReceives != roles.PeerReceives
            ? roles.SelfReceives
            : ownKeys != peerKeys ? ownKeys < peerKeys : order < 0;
        (int encoder, int answerer) = encodes ? (ownKeys, peerKeys) : (peerKeys, ownKeys);
        byte[] text = new byte[Domain.Length + (2 * NonceLength) + (2 * sizeof(int))];
        Domain.CopyTo(text, 0);
        (encodes ? ownNonce : peerNonce).CopyTo(text, Domain.Length);
        (encodes ? peerNonce : ownNonce).CopyTo(text, Domain.Length + NonceLength);
        BinaryPrimitives.WriteInt32LittleEndian(text.AsSpan(^8), encoder);
        BinaryPrimitives.WriteInt32LittleEndian(text.AsSpan(^4), answerer);
        return new(encodes, encoder, answerer, bucketKeys, SHA256.HashData(text));
    }

    /// <summary>40 bits more than the logarithm of the number of pairs (statistical security 2^-40), in whole bytes.</summary>
    public static int TagBytes(int first, int second) =>
        Math.Clamp((int)Math.Ceiling((40 + Math.Log2(Math.Max(1.0, first) * Math.Max(1.0, second))) / 8), 8, 16);

    /// <summary>The numbers of the own keys, sorted by bucket, and where each bucket starts.</summary>
    public (int[] Numbers, int[] Starts) Partition(KeyStore keys)
    {
        if (Buckets == 1)
        {
            return ([.. Enumerable.Range(0, keys.Count)], [0, keys.Count]);
        }

        int[] numbers = new int[keys.Count];
        int[] starts = new int[Buckets + 1];
        ushort[] buckets = new ushort[keys.Count];
        Block[] place = new Block[1];
        for (int i = 0; i < keys.Count; i++)
        {
            place[0] = keys[i];
            Hash.Places(place, place);
            buckets[i] = (ushort)OkvsHash.Bucket(place[0], Buckets);
            starts[buckets[i] + 1]++;
        }

        int capacity = Encodes ? EncoderCapacity : AnswererCapacity;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            starts[bucket + 1] = starts[bucket + 1] <= capacity ? starts[bucket + 1] + starts[bucket] : throw Unlucky();
        }

        int[] next = [.. starts];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[next[buckets[i]]++] = i;
        }

        return (numbers, starts);
    }

    /// <summary>The error that occurs once in 2^40 runs.</summary>
    public static PsiException Unlucky() =>
        new(ExitCode.Internal, "the random choices of this run did not fit the tables, which happens once in 2^40 runs; run the task again");

    /// <inheritdoc/>
    public void Dispose() => Hash.Dispose();
}
