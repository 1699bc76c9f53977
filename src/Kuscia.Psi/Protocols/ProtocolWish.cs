namespace Kuscia.Psi.Protocols;

/// <summary>Which protocol a party asks for.</summary>
internal enum ProtocolWish
{
    /// <summary>The one that suits the sizes.</summary>
    Any,

    /// <summary>RR22.</summary>
    Rr22,

    /// <summary>ECDH.</summary>
    Ecdh,
}
