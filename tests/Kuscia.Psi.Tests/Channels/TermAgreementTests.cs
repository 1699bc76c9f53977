using System.Text;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Tests.Channels;

public sealed class TermAgreementTests
{
    [Fact]
    public async Task Names_and_values_from_the_partner_cannot_forge_log_lines()
    {
        PsiException e = await ConfirmAsync("""{"version":"1\nerror: forged","a\r\nerror: forged":"x"}""");

        Assert.Equal(ExitCode.Partner, e.Code);
        Assert.Contains("version is 1 here and 1 error: forged at bob", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(e.Message, char.IsControl);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":{"a":{"b":{}}}}""")]
    [InlineData("\"\\ud800\"")]
    public async Task Terms_that_are_no_terms_end_the_task(string message)
    {
        PsiException e = await ConfirmAsync(message);

        Assert.Equal(ExitCode.Partner, e.Code);
        Assert.StartsWith("the engine of bob did not state its terms as JSON but sent: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"version":"1","protocol":"ecdh"}""", null)]
    [InlineData("""{"protocol":"rr22-1/any","version":"1","protocol":"ecdh"}""", "rr22-1/any")]
    public async Task Engines_with_and_without_offers_agree_on_the_same_terms(string message, string? offer)
    {
        Dictionary<string, string> terms = new() { ["version"] = "1", ["protocol"] = "ecdh" };

        Assert.Equal(offer, await TermAgreement.ConfirmAsync(new OneAnswer(Encoding.UTF8.GetBytes(message)), terms, "rr22-1/any", CancellationToken.None));
    }

    /// <summary>What an engine without offers makes of the message: the last value of a name.</summary>
    [Fact]
    public async Task An_engine_without_offers_sees_the_terms_alone()
    {
        OneAnswer partner = new("{\"protocol\":\"ecdh\"}"u8.ToArray());

        _ = await TermAgreement.ConfirmAsync(partner, new Dictionary<string, string> { ["protocol"] = "ecdh" }, "rr22-1/any", CancellationToken.None);

        Assert.Equal("{\"protocol\":\"rr22-1/any\",\"protocol\":\"ecdh\"}", Encoding.UTF8.GetString(partner.Sent));
    }

    private static Task<PsiException> ConfirmAsync(string answer) => Assert.ThrowsAsync<PsiException>(() => TermAgreement.ConfirmAsync(
        new OneAnswer(Encoding.UTF8.GetBytes(answer)), new Dictionary<string, string> { ["version"] = "1" }, "none", CancellationToken.None));

    /// <summary>A partner that takes everything and says one thing.</summary>
    private sealed class OneAnswer(byte[] answer) : IPeerChannel
    {
        public string PeerName => "bob";

        public byte[] Sent { get; private set; } = [];

        public Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Sent = message.ToArray();
            return Task.CompletedTask;
        }

        public ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken) => new(answer);
    }
}
