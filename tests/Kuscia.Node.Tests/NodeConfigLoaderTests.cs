using Kuscia.Node.Commands;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Tests;

public class NodeConfigLoaderTests
{
    private static readonly string Good = InitCommand.Render(new InitRequest("autonomy", "alice"));

    [Fact]
    public void Printed_file_of_init_loads_with_the_documented_defaults()
    {
        NodeConfig config = NodeConfigLoader.Parse(Good, "alice.yaml", _ => null);

        Assert.Equal("alice", config.DomainId);
        Assert.Equal(NodeMode.Autonomy, config.Mode);
        Assert.Equal((1080, 80, 6443, 8082, 8070), (config.Ports.External, config.Ports.Internal, config.Ports.ApiServer, config.Ports.KusciaApi, config.Ports.DataMesh));
        Assert.Equal("/home/kuscia", config.RootDirectory);
        Assert.Empty(config.UnknownKeys);
    }

    [Fact]
    public void All_faulty_keys_are_named_at_once_with_value_and_what_is_allowed()
    {
        const string text = """
            mode: autonomous
            domainID: Alice!
            domainKeyData: bm90IGEga2V5
            logLevel: loud
            protocol: SSL
            ports:
              external: 99999
            hostAddress: here
            capacity:
              memory: plenty
            """;

        ConfigException failure = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(text, "a.yaml", _ => null));

        Assert.Equal(
            ["mode", "domainID", "domainKeyData", "logLevel", "protocol", "hostAddress", "ports.external", "capacity.memory"],
            failure.Faults.Select(f => f.Key));
        Assert.Contains("mode: autonomous is not allowed; it must be one of master, lite, autonomy", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("bm90IGEga2V5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_yaml_names_line_and_column()
    {
        ConfigException failure = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse("mode: [autonomy", "a.yaml", _ => null));

        Assert.Contains("line 2, column 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_wins_over_the_file()
    {
        NodeConfig config = NodeConfigLoader.Parse(Good, "a.yaml", name => name switch
        {
            "KUSCIA_HOME" => "/tmp/elsewhere",
            "KUSCIA_PORTS_EXTERNAL" => "11080",
            "KUSCIA_HOST_ADDRESS" => "127.0.0.1",
            _ => null,
        });

        Assert.Equal(("/tmp/elsewhere", 11080, "127.0.0.1"), (config.RootDirectory, config.Ports.External, config.HostAddress.ToString()));
    }

    [Fact]
    public void Two_equal_ports_are_a_fault()
    {
        ConfigException failure = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(Good + "ports: {external: 6443}\n", "a.yaml", _ => null));

        Assert.Contains("ports.external has the same port", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_are_kept_for_a_warning()
    {
        NodeConfig config = NodeConfigLoader.Parse(Good + "loglevel: DEBUG\n", "a.yaml", _ => null);

        Assert.Equal(["loglevel"], config.UnknownKeys);
    }

    [Theory]
    [InlineData("master")]
    [InlineData("cross-domain")]
    public void Reserved_domain_ids_are_refused(string id)
    {
        string text = Good.Replace("domainID: alice", $"domainID: {id}", StringComparison.Ordinal);

        ConfigException failure = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(text, "a.yaml", _ => null));

        Assert.Contains("reserved", failure.Message, StringComparison.Ordinal);
    }
}
