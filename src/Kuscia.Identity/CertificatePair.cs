using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity;

/// <summary>
/// A certificate and its key in the files <c>NAME.crt</c> and <c>NAME.key</c> (0600), made again when it is no longer good. The key is written first: whoever is
/// killed between the two leaves files that do not belong together, which count as none.
/// </summary>
public static class CertificatePair
{
    /// <summary>Gives the certificate of the files with its key, or issues another one.</summary>
    /// <param name="directory">Folder of both files; made when it is missing.</param>
    /// <param name="name">Name of the files.</param>
    /// <param name="isGood">Whether what was found may be used.</param>
    /// <param name="issue">Issues another one.</param>
    public static X509Certificate2 Obtain(string directory, string name, Func<X509Certificate2, bool> isGood, Func<IssuedCertificate> issue)
    {
        string certificatePath = Path.Combine(directory, name + ".crt");
        string keyPath = Path.Combine(directory, name + ".key");
        if (Read(certificatePath, keyPath) is { } kept)
        {
            if (isGood(kept))
            {
                return kept;
            }

            kept.Dispose();
        }

        IssuedCertificate issued = issue();
        KeyFiles.Write(keyPath, issued.PrivateKeyPem);
        KeyFiles.Write(certificatePath, issued.CertificatePem);
        return issued.Certificate;
    }

    /// <summary>Whether a certificate is in force and less than two thirds of its life are over.</summary>
    public static bool IsYoung(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTime begin = certificate.NotBefore.ToUniversalTime();
        return begin <= now.UtcDateTime && now.UtcDateTime < begin + ((certificate.NotAfter - certificate.NotBefore) * 2 / 3);
    }

    private static X509Certificate2? Read(string certificatePath, string keyPath)
    {
        if (!File.Exists(certificatePath) || !File.Exists(keyPath))
        {
            return null;
        }

        try
        {
            using X509Certificate2 bound = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return TlsCertificate.Of(bound);
        }
        catch (CryptographicException)
        {
            // Damaged files are replaced.
            return null;
        }
    }
}
