using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Enrolment;
using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kuscia.Gateway.Master;

/// <summary>The lite's part of an enrolment: a certificate request with the deploy token, proven by a JWT over the request. Sent at every start; a known key needs no token.</summary>
internal sealed class MasterEnrolment(MasterOptions options, DomainIdentity identity, PeerRequests requests, TimeProvider time)
{
    private const int Quoted = 600;

    // The clocks of both may differ.
    private static readonly TimeSpan ProofLife = TimeSpan.FromMinutes(5);

    /// <summary>What the master answered, or why it did not enrol this domain.</summary>
    public async Task<(EnrolmentReply? Reply, RouteFailure? Failure)> EnrolAsync(DomainRouteSpec spec, CancellationToken cancellationToken)
    {
        EnrolmentRequest request = new()
        {
            DomainId = identity.DomainId,
            SigningRequest = Convert.ToBase64String(Encoding.ASCII.GetBytes(SigningRequestText())),
            RequestTime = UnixNanoseconds.From(time.GetUtcNow()),
        };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, EnrolmentJsonContext.Default.EnrolmentRequest);
        PeerResult result = await requests.SendAsync(spec, HttpMethod.Post, "/register", body, [new("jwt-token", Proof(request))], cancellationToken);
        return result.Answer is not { } answer ? (null, result.Failure)
            : answer.Status != 200 ? (null, Refused(answer))
            : Read(answer.Body) is { } reply ? (reply, null)
            : (null, new RouteFailure(ConnectStage.PeerIdentified, "NotAGateway", "the answer to the registration is no enrolment: a proxy in between answers in the master's place"));
    }

    private string SigningRequestText()
    {
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(identity.DomainId);
        CertificateRequest request = new(name.Build(), identity.PrivateKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (options.DeployToken.Length > 0)
        {
            request.CertificateExtensions.Add(new X509Extension(SigningRequest.TokenExtension, Encoding.ASCII.GetBytes(options.DeployToken), critical: false));
        }

        return request.CreateSigningRequestPem() + "\n";
    }

    private string Proof(EnrolmentRequest request)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["req_hash"] = new JsonArray([.. EnrolmentProof.HashOf(request).Select(b => (JsonNode)b)]),
            ["iss"] = identity.DomainId,
            ["sub"] = identity.DomainId,
            ["iat"] = now,
            ["exp"] = now + (long)ProofLife.TotalSeconds,
        };
        SigningCredentials key = new(new RsaSecurityKey(identity.PrivateKey), SecurityAlgorithms.RsaSha256) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler().CreateToken(claims.ToJsonString(), key);
    }

    private RouteFailure Refused(PeerAnswer answer)
    {
        string said = PrintableLine.Of(Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, Quoted)))).Trim();
        string cure = said.Contains("kubectl", StringComparison.Ordinal) || !said.Contains("token", StringComparison.OrdinalIgnoreCase)
            ? "put the unused token of this domain into liteDeployToken"
            : $"on the master kubectl get domain {identity.DomainId} -o yaml shows an unused deploy token; put it into liteDeployToken";
        return answer.Status is 400 or 500 or 429
            ? new RouteFailure(ConnectStage.PeerIdentified, "EnrolmentRefused", $"it refuses to enrol {identity.DomainId} ({answer.Status}): {said}; {cure}")
            : PeerVerdict.Refusal(answer, WellKnownHeaders.HandshakeService);
    }

    private static EnrolmentReply? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, EnrolmentJsonContext.Default.EnrolmentReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
