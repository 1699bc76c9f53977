using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity.Tests;

public sealed class InvitationTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Line_brings_everything_across()
    {
        Invitation made = Make();

        Invitation? read = Invitation.Read(made.ToText(_key) + "\n", Now, out string fault);

        Assert.Equal("", fault);
        Assert.Equal((made.Id, made.From, made.To, made.Endpoint, made.Certificate, made.Expires), (read?.Id, read?.From, read?.To, read?.Endpoint, read?.Certificate, read?.Expires));
        Assert.Equal(made.Secret, read?.Secret);
    }

    [Fact]
    public void Line_is_worth_nothing_after_its_time()
    {
        string line = Make().ToText(_key);

        Assert.NotNull(Invitation.Read(line, Now.AddHours(1).AddSeconds(-1), out _));
        Assert.Null(Invitation.Read(line, Now.AddHours(1), out string fault));
        Assert.Contains("ended at 2026-05-01 13:00Z", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_that_was_changed_anywhere_is_refused()
    {
        string line = Make().ToText(_key);

        // Each character but the dots; the last of each part may hold bits that do not count.
        for (int i = 0; i < line.Length; i += 7)
        {
            char other = line[i] == 'A' ? 'B' : 'A';
            string changed = line[..i] + other + line[(i + 1)..];
            if (line[i] != '.')
            {
                Assert.Null(Invitation.Read(changed, Now, out _));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("kuscia-invitation-1..")]
    [InlineData("kuscia-invitation-1.e30.e30")]
    [InlineData("kuscia-invitation-2.e30.e30")]
    public void Text_that_is_no_invitation_is_told_so(string text)
    {
        Assert.Null(Invitation.Read(text, Now, out string fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Certificate_of_another_domain_does_not_pass()
    {
        Invitation made = Make() with { From = "mallory" };

        Assert.Null(Invitation.Read(made.ToText(_key), Now, out _));
    }

    [Fact]
    public void Answer_is_known_by_the_secret_and_each_of_its_members()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(Invitation.SecretLength);
        byte[] key = InvitationAnswer.KeyOf(secret);
        InvitationAnswer answer = new InvitationAnswer { Invitation = "abc", DomainId = "bob", Endpoint = "https://b", Certificate = "pem" }.Proven(secret);

        Assert.True(answer.IsProven(key));
        Assert.False((answer with { DomainId = "bo", Endpoint = "bhttps://b" }).IsProven(key));
        Assert.False((answer with { Certificate = "other" }).IsProven(key));
        Assert.False((answer with { Invitation = "abd" }).IsProven(key));
        Assert.False((answer with { Proof = "" }).IsProven(key));
        Assert.False(answer.IsProven(InvitationAnswer.KeyOf(RandomNumberGenerator.GetBytes(Invitation.SecretLength))));
    }

    private Invitation Make() => new()
    {
        Id = "abcdefgh12345678",
        From = "alice",
        To = "bob",
        Endpoint = "https://10.0.0.1:11080",
        Certificate = Certificate(),
        Secret = [.. Enumerable.Range(0, Invitation.SecretLength).Select(i => (byte)i)],
        Expires = Now.AddHours(1),
    };

    private string Certificate()
    {
        CertificateRequest request = new("CN=alice", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        return certificate.ExportCertificatePem() + "\n";
    }
}
