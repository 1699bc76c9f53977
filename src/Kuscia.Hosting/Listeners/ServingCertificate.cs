using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// The certificate that a listener shows now. Another one takes its place while the listener serves: connections that stand keep theirs, new ones get the new
/// one. Thread-safe.
/// </summary>
/// <param name="certificate">The certificate with its key.</param>
/// <param name="renewal">Where the next one comes from; null when the listener shows this one to its end.</param>
public sealed partial class ServingCertificate(X509Certificate2 certificate, CertificateRenewal? renewal = null)
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(6);

    private volatile Shown _shown = new(certificate);

    /// <summary>A certificate whose first one comes from where the next ones do.</summary>
    public ServingCertificate(CertificateRenewal renewal)
        : this(renewal.Obtain(), renewal)
    {
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate => _shown.Certificate;

    /// <summary>What handshakes use: made once per certificate, for it builds the chain.</summary>
    internal SslStreamCertificateContext Context => _shown.Context;

    /// <summary>Looks for the next certificate again and again until the timer is disposed of; null when there is no next one.</summary>
    internal ITimer? Keep(string listener, ILogger logger) => renewal?.Time.CreateTimer(_ => Renew(renewal, listener, logger), null, Pace, Pace);

    private void Renew(CertificateRenewal from, string listener, ILogger logger)
    {
        try
        {
            X509Certificate2 next = from.Obtain();
            if (!next.RawDataMemory.Span.SequenceEqual(Certificate.RawDataMemory.Span))
            {
                _shown = new Shown(next);
                Log.Renewed(logger, listener, next.NotAfter);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Log.NotRenewed(logger, listener, Certificate.NotAfter, Pace, e.Message);
        }
    }

    private sealed class Shown(X509Certificate2 certificate)
    {
        public X509Certificate2 Certificate { get; } = certificate;

        public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1404, Level = LogLevel.Information, Message = "{Listener}: shows a new certificate, good until {End:yyyy-MM-dd}")]
        public static partial void Renewed(ILogger logger, string listener, DateTime end);

        [LoggerMessage(EventId = 1405, Level = LogLevel.Error, Message = "{Listener}: its certificate, good until {End:yyyy-MM-dd}, cannot be renewed: {Reason}; tried again in {Pace}. Make the folder of certificates writable")]
        public static partial void NotRenewed(ILogger logger, string listener, DateTime end, TimeSpan pace, string reason);
    }
}
