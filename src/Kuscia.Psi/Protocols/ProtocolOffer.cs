namespace Kuscia.Psi.Protocols;

/// <summary>
/// What a party can run and wants to: one text that rides along with the terms. Engines that know only ECDH send none, and pass over the
/// one they get.
/// </summary>
/// <param name="Version">The RR22 protocol it speaks.</param>
/// <param name="Wish">What its task or its policy asks for.</param>
internal sealed record ProtocolOffer(string Version, ProtocolWish Wish)
{
    /// <summary>
    /// From so many keys on, of both parties together, RR22 is chosen: its fixed part of some 1.5 MB is then less than the 76 bytes a key that
    /// ECDH sends, and it computes less from far fewer keys on.
    /// </summary>
    public const int Rr22FromKeys = 1 << 15;

    private const int LongestVersion = 32;

    /// <summary>The offer of a task on this engine.</summary>
    /// <param name="attribute">The protocol the component names; null for none.</param>
    /// <param name="allowsLpn">Whether the policy of this party allows protocols that rest on LPN; when not, ECDH runs whatever the task names.</param>
    public static ProtocolOffer Of(string? attribute, bool allowsLpn) => (attribute, allowsLpn) switch
    {
        (_, false) or ("PROTOCOL_ECDH", _) => new(Rr22Protocol.Name, ProtocolWish.Ecdh),
        ("PROTOCOL_RR22", _) => new(Rr22Protocol.Name, ProtocolWish.Rr22),
        _ => new(Rr22Protocol.Name, ProtocolWish.Any),
    };

    /// <summary>Reads a partner's offer; one that makes no sense is as good as none. The version goes into the log, so it must be a plain name.</summary>
    public static ProtocolOffer? Parse(string? text) => text?.Split('/') switch
    {
        [string version, _] when version.Length is 0 or > LongestVersion || !version.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => null,
        [string version, "any"] => new(version, ProtocolWish.Any),
        [string version, "rr22"] => new(version, ProtocolWish.Rr22),
        [string version, "ecdh"] => new(version, ProtocolWish.Ecdh),
        _ => null,
    };

    /// <summary>The choice that needs no sizes: both parties come to the same. Who wants ECDH gets it, for its result is the same and it assumes less.</summary>
    public ProtocolChoice Choose(ProtocolOffer? peer, string peerName)
    {
        string? ecdh = (peer, Wish) switch
        {
            (null, _) => $"the engine of {peerName} speaks ECDH only",
            _ when peer.Version != Version => $"the engine of {peerName} speaks {peer.Version} instead of {Version}",
            (_, ProtocolWish.Ecdh) => "the task or the policy of this party (KUSCIA_PSI_PROTOCOLS) demands it",
            _ when peer.Wish == ProtocolWish.Ecdh => $"the policy of {peerName} demands it",
            _ => null,
        };
        if (ecdh is not null)
        {
            return new(false, Wish == ProtocolWish.Rr22 ? $"{ecdh}, though the task asks for RR22" : ecdh);
        }

        return Wish == ProtocolWish.Rr22 || peer?.Wish == ProtocolWish.Rr22 ? new(true, "the task demands it") : new(null, string.Empty);
    }

    /// <summary>The choice by sizes where both parties leave it open.</summary>
    public static ProtocolChoice ChooseBySize(int ownKeys, int peerKeys)
    {
        long keys = (long)ownKeys + peerKeys;
        return keys >= Rr22FromKeys
            ? new(true, $"{keys} keys of both parties are at least {Rr22FromKeys}")
            : new(false, $"{keys} keys of both parties are fewer than {Rr22FromKeys}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Version}/{Word(Wish)}";

    private static string Word(ProtocolWish wish) => wish switch
    {
        ProtocolWish.Rr22 => "rr22",
        ProtocolWish.Ecdh => "ecdh",
        _ => "any",
    };
}
