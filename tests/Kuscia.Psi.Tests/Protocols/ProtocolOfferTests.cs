using Kuscia.Psi.Program;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Protocols;

/// <summary>How two engines come to one protocol.</summary>
public sealed class ProtocolOfferTests
{
    [Theory]
    [InlineData("PROTOCOL_RR22", "rr22-2/rr22", true)]
    [InlineData("PROTOCOL_RR22", "rr22-2/any", true)]
    [InlineData("PROTOCOL_RR22", null, false)]
    [InlineData("PROTOCOL_RR22", "rr22-1/any", false)]
    [InlineData("PROTOCOL_ECDH", "rr22-2/any", false)]
    [InlineData("PROTOCOL_KKRT", "rr22-2/rr22", true)]
    [InlineData("PROTOCOL_KKRT", "rr22-2/any", null)]
    [InlineData("", "rr22-2/any", null)]
    [InlineData("", "rr22-2/ecdh", false)]
    [InlineData("", "nonsense", false)]
    [InlineData("", "rr22-9\nerror: forged/any", false)]
    public void The_offers_settle_the_protocol_or_leave_it_to_the_sizes(string attribute, string? peer, bool? rr22) =>
        Assert.Equal(rr22, ProtocolOffer.Of(attribute, allowsLpn: true).Choose(ProtocolOffer.Parse(peer), "bob").Rr22);

    /// <summary>A partner's words go into the log: only a name of a protocol is one.</summary>
    [Theory]
    [InlineData("rr22-9\nerror: forged/any")]
    [InlineData("rr22-\u001b[2J/any")]
    [InlineData("rr22-99999999999999999999999999999999999999999999/any")]
    [InlineData("/any")]
    public void An_offer_with_other_than_a_name_of_a_protocol_is_none(string text) => Assert.Null(ProtocolOffer.Parse(text));

    [Fact]
    public void A_policy_of_ecdh_holds_whatever_the_task_names() =>
        Assert.Equal("rr22-2/ecdh", ProtocolOffer.Of("PROTOCOL_RR22", allowsLpn: false).ToString());

    [Theory]
    [InlineData(null, true)]
    [InlineData(" ", true)]
    [InlineData("all", true)]
    [InlineData("ecdh", false)]
    public void Without_a_policy_everything_is_allowed(string? text, bool allowed) =>
        Assert.Equal(allowed, EngineEnvironment.Read(name => name == "KUSCIA_PSI_PROTOCOLS" ? text : null).AllowsLpn);

    [Theory]
    [InlineData(0, "the task or the policy of this party (KUSCIA_PSI_PROTOCOLS) demands it", "the policy of alice demands it, though the task asks for RR22")]
    [InlineData(1, "the policy of bob demands it, though the task asks for RR22", "the task or the policy of this party (KUSCIA_PSI_PROTOCOLS) demands it")]
    public async Task The_policy_of_one_party_binds_both(int strict, string alice, string bob)
    {
        using EnginePair pair = new(new TaskConfig { Protocol = "PROTOCOL_RR22" }, "id1\n1\n2\n", "id2\n2\n3\n");
        pair.AllowsLpn[strict] = false;

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Contains($"protocol ecdh-ristretto255-2: {alice}", pair.Logs[0].ToString(), StringComparison.Ordinal);
        Assert.Contains($"protocol ecdh-ristretto255-2: {bob}", pair.Logs[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(["id2", "2"], pair.Rows(1));
    }

    [Theory]
    [InlineData(100, 1000, false)]
    [InlineData(1 << 14, 1 << 14, true)]
    [InlineData(0, 1 << 20, true)]
    public void Sizes_choose_where_nobody_demands(int own, int peer, bool rr22) =>
        Assert.Equal(rr22, ProtocolOffer.ChooseBySize(own, peer).Rr22);

    [Theory]
    [InlineData("PROTOCOL_RR22", "protocol rr22-2: the task demands it")]
    [InlineData("PROTOCOL_ECDH", "protocol ecdh-ristretto255-2: the task or the policy of this party (KUSCIA_PSI_PROTOCOLS) demands it")]
    [InlineData("PROTOCOL_KKRT", "protocol ecdh-ristretto255-2: 6 keys of both parties are fewer than 32768")]
    public async Task Logs_say_which_protocol_runs_and_why(string attribute, string line)
    {
        using EnginePair pair = new(new TaskConfig { Protocol = attribute }, "id1,v\n1,a\n2,b\n3,c\n", "id2,w\n2,x\n3,y\n4,z\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.All(pair.Logs, log => Assert.Contains(line, log.ToString(), StringComparison.Ordinal));
        Assert.Equal(["id1,v", "2,b", "3,c"], pair.Rows(0));
        Assert.Equal(["id2,w", "2,x", "3,y"], pair.Rows(1));
    }
}
