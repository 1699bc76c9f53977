using System.Text;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Tests;

public class InitCommandTests
{
    [Fact]
    public void Autonomy_keys_are_the_documented_ones_in_their_order()
    {
        string yaml = InitCommand.Render(new InitRequest("Autonomy", "alice", Protocol: "tls", EnableWorkloadApprove: true));

        Assert.Equal(
            ["mode", "domainID", "domainKeyData", "logLevel", "protocol", "runtime", "runk", "capacity", "reservedResources", "image", "datastoreEndpoint", "enableWorkloadApprove"],
            TopLevelKeys(yaml));
        Assert.Contains("mode: Autonomy\n", yaml, StringComparison.Ordinal);
        Assert.Contains("protocol: tls\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Lite_has_token_and_endpoint_and_no_datastore()
    {
        string yaml = InitCommand.Render(new InitRequest("lite", "alice", LiteDeployToken: "abc", MasterEndpoint: "https://10.0.0.1:18080"));

        Assert.Equal(
            ["mode", "domainID", "domainKeyData", "logLevel", "liteDeployToken", "masterEndpoint", "runtime", "runk", "capacity", "reservedResources", "image"],
            TopLevelKeys(yaml));
    }

    [Fact]
    public void Master_has_no_runtime()
    {
        Assert.Equal(["mode", "domainID", "domainKeyData", "logLevel", "datastoreEndpoint"], TopLevelKeys(InitCommand.Render(new InitRequest("master", "kuscia-system"))));
    }

    [Fact]
    public void Key_is_a_pkcs1_rsa_key()
    {
        string line = InitCommand.Render(new InitRequest("autonomy", "alice")).Split('\n').Single(l => l.StartsWith("domainKeyData: ", StringComparison.Ordinal));

        string pem = Encoding.ASCII.GetString(Convert.FromBase64String(line["domainKeyData: ".Length..].Trim()));

        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", pem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peer", "alice", "runc", "", "--mode")]
    [InlineData("autonomy", "Alice", "runc", "", "--domain")]
    [InlineData("autonomy", "master", "runc", "", "--domain")]
    [InlineData("autonomy", "a.b", "runc", "", "--domain")]
    [InlineData("autonomy", "a..b", "runc", "", "--domain")]
    [InlineData("autonomy", "kube-x", "runc", "", "--domain")]
    [InlineData("autonomy", "default", "runc", "", "--domain")]
    [InlineData("master", "cross-domain", "runc", "", "--domain")]
    [InlineData("autonomy", "alice", "RunP", "", "--runtime")]
    [InlineData("autonomy", "alice", "runp", "SSL", "--protocol")]
    public void Faulty_flag_is_named(string mode, string domain, string runtime, string protocol, string flag)
    {
        CommandException failure = Assert.Throws<CommandException>(() => InitCommand.Render(new InitRequest(mode, domain, runtime, Protocol: protocol)));

        Assert.StartsWith(flag, failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> TopLevelKeys(string yaml) =>
        yaml.Split('\n').Where(l => l.Length > 0 && char.IsAsciiLetter(l[0])).Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)]);
}
