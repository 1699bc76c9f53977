using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Hosting.Listeners;

/// <summary>How a listener comes to its next certificate.</summary>
/// <param name="Obtain">Gives the certificate to show from now on: the same one, or another one when two thirds of its life are over.</param>
/// <param name="Time">Clock.</param>
public sealed record CertificateRenewal(Func<X509Certificate2> Obtain, TimeProvider Time);
