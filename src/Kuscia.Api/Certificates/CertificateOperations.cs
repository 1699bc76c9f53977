using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Identity;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Certificates;

/// <summary>Certificates for applications, issued by the CA of the node.</summary>
internal sealed class CertificateOperations(DomainIdentity identity)
{
    private const long DefaultSeconds = 86400;
    private const long MaxSeconds = 100L * 365 * 86400;
    private const int MaxPart = 64; // RFC 5280, upper bounds of names

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<GenerateKeyCertsRequest, GenerateKeyCertsResponse>(
            "/api/v1/certificate/generate", CertificateReflection.Descriptor.Services[0], ErrorCodes.GenerateCertificate, (request, _, _) => Task.FromResult(Generate(request))),
    ];

    private GenerateKeyCertsResponse Generate(GenerateKeyCertsRequest request)
    {
        Check(request);
        bool isAddress = IPAddress.TryParse(request.CommonName, out IPAddress? address);
        bool isName = !isAddress && Uri.CheckHostName(request.CommonName) == UriHostNameType.Dns;
        IssuedCertificate issued = identity.Issue(new CertificateRequestSpec
        {
            CommonName = request.CommonName,
            OrganizationalUnit = NullIfEmpty(request.OrganizationUnit),
            Country = NullIfEmpty(request.Country),
            Organization = NullIfEmpty(request.Organization),
            Locality = NullIfEmpty(request.Locality),
            Province = NullIfEmpty(request.Province),
            StreetAddress = NullIfEmpty(request.StreetAddress),
            // Names and uses that strict TLS stacks ask for; an addition to what the originals issue.
            DnsNames = isName ? [request.CommonName] : [],
            IpAddresses = address is null ? [] : [address],
            Server = true,
            Client = true,
            Validity = TimeSpan.FromSeconds(request.DurationSec == 0 ? DefaultSeconds : request.DurationSec),
        });
        using (issued.Certificate)
        {
            return new GenerateKeyCertsResponse
            {
                Key = Base64(request.KeyType == "PKCS#8" ? Pkcs8(issued.PrivateKeyPem) : issued.PrivateKeyPem),
                CertChain = { Base64(issued.CertificatePem), Base64(identity.CaCertificate.ExportCertificatePem() + "\n") },
            };
        }
    }

    private static void Check(GenerateKeyCertsRequest request)
    {
        string? fault = RequestCheck.Filled(request.CommonName, "common name must not be empty")
            ?? Part("common_name", request.CommonName) ?? Part("organization", request.Organization) ?? Part("organization_unit", request.OrganizationUnit)
            ?? Part("locality", request.Locality) ?? Part("province", request.Province) ?? Part("street_address", request.StreetAddress)
            ?? (request.Country.Length == 0 || (request.Country.Length == 2 && request.Country.All(char.IsAsciiLetter))
                ? null
                : RequestCheck.Invalid("country", request.Country, "it must be the two letters of ISO 3166, for example CN"))
            ?? (request.DurationSec < 0 ? "duration sedconds must greater than 0" : request.DurationSec <= MaxSeconds
                ? null
                : RequestCheck.Invalid("duration_sec", request.DurationSec.ToString(CultureInfo.InvariantCulture), $"it must be seconds from 1 to {MaxSeconds}, or 0 for one day"))
            ?? (request.KeyType is "" or "PKCS#1" or "PKCS#8" ? null : "key type must be [PKCS#1, PKCS#8]");
        RequestCheck.First(ErrorCodes.CertificateInvalid, fault);
    }

    private static string? Part(string field, string value) =>
        value.Length <= MaxPart && !value.Any(char.IsControl) ? null : RequestCheck.Invalid(field, value, $"it must be at most {MaxPart} characters without control characters");

    private static string Pkcs8(string pem)
    {
        using RSA key = RSA.Create();
        key.ImportFromPem(pem);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
