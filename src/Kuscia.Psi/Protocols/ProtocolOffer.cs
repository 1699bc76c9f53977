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
    /// <param name="allowsLpn">Whether the policy of this party allows protocols that rest on LPN; without one ECDH runs whatever the task names.</param>
    /// <exception cref="PsiException">The task demands what the policy forbids.</exception>
    public static ProtocolOffer Of(string? attribute, bool? allowsLpn) => (attribute, allowsLpn) switch
    {
        ("PROTOCOL_RR22", false) => throw new PsiException(
            ExitCode.Configuration, "the task demands PROTOCOL_RR22, but KUSCIA_PSI_PROTOCOLS allows ecdh only; change the task or the policy"),
        (_, not true) or ("PROTOCOL_ECDH", _) => new(Rr22Protocol.Name, ProtocolWish.Ecdh),
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

    /// <summary>The choice that needs no sizes: both parties come to the same.</summary>
    /// <exception cref="PsiException">One party demands what the other refuses.</exception>
    public ProtocolChoice Choose(ProtocolOffer? peer, string peerName)
    {
        if (peer is null || peer.Version != Version)
        {
            string missing = peer is null ? $"the engine of {peerName} speaks ECDH only" : $"the engine of {peerName} speaks {peer.Version} instead of {Version}";
            return new(false, Wish == ProtocolWish.Rr22 ? $"{missing}, though the task asks for RR22" : missing);
        }

        return (Wish, peer.Wish) switch
        {
            (ProtocolWish.Rr22, ProtocolWish.Ecdh) or (ProtocolWish.Ecdh, ProtocolWish.Rr22) => throw new PsiException(
                ExitCode.Partner, $"the two engines do not agree: the protocol is {Word(Wish)} here and {Word(peer.Wish)} at {peerName}; set KUSCIA_PSI_PROTOCOLS=all at both, or at neither"),
            (ProtocolWish.Ecdh, _) => new(false, "the task or the policy of this party demands it (KUSCIA_PSI_PROTOCOLS=all at both parties allows RR22)"),
            (_, ProtocolWish.Ecdh) => new(false, $"the task or the policy of {peerName} demands it"),
            (ProtocolWish.Rr22, _) or (_, ProtocolWish.Rr22) => new(true, "the task demands it"),
            _ => new(null, string.Empty),
        };
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
