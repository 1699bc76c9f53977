using System.Security.Cryptography;
using System.Text;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;

namespace Kuscia.Gateway.Master;

/// <summary>
/// The master's public key as this lite saw it first, kept in <c>master.pub</c> beside the own certificates: whoever shows another one later is not trusted before
/// the operator says so.
/// </summary>
internal sealed class MasterPin(string certificatesDirectory)
{
    private readonly string _path = Path.Combine(certificatesDirectory, "master.pub");

    /// <summary>The kept key (base64 of PEM); null at the first contact.</summary>
    public string? Read()
    {
        string? kept = File.Exists(_path) ? Convert.ToBase64String(File.ReadAllBytes(_path)) : null;
        using RSA? key = PublicKeys.Read(kept);
        return key is null ? null : kept;
    }

    /// <summary>Keeps the first key; the fault with its cure when another one is kept already.</summary>
    public string? Accept(string shown, string address)
    {
        using RSA? now = PublicKeys.Read(shown);
        using RSA? before = PublicKeys.Read(Read());
        if (now is null)
        {
            return $"{address} answered the registration with a master_pubkey that is no RSA key in base64 of PEM";
        }

        if (before is null)
        {
            KeyFiles.Write(_path, Encoding.ASCII.GetString(Convert.FromBase64String(shown)));
            return null;
        }

        return now.ExportRSAPublicKey().AsSpan().SequenceEqual(before.ExportRSAPublicKey())
            ? null
            : $"{address} shows the key {KeyFingerprint.Of(now)}, but this lite has enrolled with a master of the key {KeyFingerprint.Of(before)}: if the master was installed anew, remove {_path} and start again; "
                + "otherwise somebody else answers in its place";
    }
}
