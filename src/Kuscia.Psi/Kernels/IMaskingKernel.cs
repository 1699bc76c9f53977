namespace Kuscia.Psi.Kernels;

/// <summary>Batch operations of ristretto255 that the protocol is built from. Thread-safe.</summary>
internal interface IMaskingKernel
{
    /// <summary>A short name for logs.</summary>
    string Name { get; }

    /// <summary>Maps every 64 bytes of <paramref name="uniform"/> to an element, multiplies it and writes its 32 bytes.</summary>
    void MapAndMultiply(ReadOnlySpan<byte> uniform, SecretScalar scalar, Span<byte> encoded);

    /// <summary>Multiplies every encoded element and writes the encoded product.</summary>
    /// <returns>The index of the first input that is not a canonical element or is the identity; -1 when all are well formed.</returns>
    int Multiply(ReadOnlySpan<byte> elements, SecretScalar scalar, Span<byte> encoded);
}
