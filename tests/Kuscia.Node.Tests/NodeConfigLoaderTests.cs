using Kuscia.ApiServer.Callers;
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

    [Theory]
    [InlineData("mysql://kuscia:pw@tcp(db:3306)/kuscia", "mysql://kuscia@tcp(db:3306)/kuscia")]
    [InlineData("postgres://kuscia:pw@db/kuscia", "postgres://kuscia@db:5432/kuscia")]
    public void The_datastore_is_a_database_server_when_the_endpoint_says_so(string endpoint, string shown)
    {
        NodeConfig config = NodeConfigLoader.Parse(InitCommand.Render(new InitRequest("autonomy", "alice", DatastoreEndpoint: endpoint)), "a.yaml", _ => null);

        Assert.Equal(shown, config.DatastoreEndpoint?.ToString());
        Assert.Null(NodeConfigLoader.Parse(Good, "a.yaml", _ => null).DatastoreEndpoint);
    }

    [Theory]
    [InlineData("sqlite://kuscia:secret@db", "datastoreEndpoint: sqlite://… is not allowed; Driver Name sqlite Not supported")]
    [InlineData("kuscia:secret@tcp(db:3306)/kuscia", "datastoreEndpoint: … is not allowed; it has no driver")]
    [InlineData("mysql://kuscia:secret@db/kuscia", "datastoreEndpoint: mysql://… is not allowed; the address db is not of the form tcp(HOST:PORT)")]
    public void An_endpoint_of_another_form_is_refused_without_its_password(string endpoint, string expected)
    {
        ConfigException failure = Assert.Throws<ConfigException>(
            () => NodeConfigLoader.Parse(InitCommand.Render(new InitRequest("autonomy", "alice", DatastoreEndpoint: endpoint)), "a.yaml", _ => null));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_partners_are_settings_with_the_documented_defaults()
    {
        NodeConfig plain = NodeConfigLoader.Parse(Good, "a.yaml", _ => null);
        NodeConfig set = NodeConfigLoader.Parse(Good + "\npartnerLimits:\n  watches: 7\n  objects: 20\n  objectMiB: 3\n", "a.yaml", _ => null);
        ConfigException fault = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(Good + "\npartnerLimits:\n  writesPerSecond: 0\n", "a.yaml", _ => null));

        Assert.Equal(new ShareOptions(), plain.PartnerLimits);
        Assert.Equal(new ShareOptions { LongRequests = 7, Objects = 20, ObjectBytes = 3 << 20 }, set.PartnerLimits);
        Assert.Empty(set.UnknownKeys);
        Assert.Contains("partnerLimits.writesPerSecond: 0 is not allowed; it must be a whole number from 1 to 1000000", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lite_knows_its_master_and_its_token()
    {
        NodeConfig config = NodeConfigLoader.Parse(InitCommand.Render(new InitRequest("lite", "alice", LiteDeployToken: "abc", MasterEndpoint: "https://10.0.0.1:18080/kuscia")), "a.yaml", _ => null);

        Assert.Equal((NodeMode.Lite, new Uri("https://10.0.0.1:18080/kuscia"), "abc"), (config.Mode, config.Master?.Endpoint, config.Master?.DeployToken));
        Assert.Null(NodeConfigLoader.Parse(Good + "\nmasterEndpoint: nonsense\n", "a.yaml", _ => null).Master);
        Assert.Empty(config.UnknownKeys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1:1080")]
    [InlineData("ftp://10.0.0.1")]
    [InlineData("https://user:secret@10.0.0.1")]
    [InlineData("https://10.0.0.1/?a=b")]
    public void Address_of_a_master_that_is_none_is_told_with_the_right_form(string endpoint)
    {
        string yaml = Good.Replace("mode: autonomy", "mode: lite", StringComparison.Ordinal) + $"\nmasterEndpoint: \"{endpoint}\"\n";

        ConfigException fault = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(yaml, "a.yaml", _ => null));

        Assert.Contains("a lite needs the address of port 1080 of its master: http(s)://host[:port][/path]", fault.Message, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("", 8083, 8071)]
    [InlineData("ports: {kusciaAPI: 9082, dataMesh: 9070}", 9083, 9071)]
    [InlineData("ports: {kusciaAPI: 9082, kusciaAPIGrpc: 10001, dataMeshGrpc: 10002}", 10001, 10002)]
    [InlineData("kusciaAPI: {GRPCPort: 10003}", 10003, 8071)]
    [InlineData("ports: {kusciaAPI: 9004, kusciaAPIInternal: 9005, dataMesh: 9006, metrics: 9007}", null, null)]
    public void Ports_of_gRPC_follow_those_of_HTTP_unless_they_are_given_and_take_no_other(string text, int? api, int? dataMesh)
    {
        NodeConfig config = NodeConfigLoader.Parse(Good + text + "\n", "a.yaml", _ => null);

        Assert.Equal((api, dataMesh), (config.Ports.KusciaApiGrpc, config.Ports.DataMeshGrpc));
    }

    [Fact]
    public void Unknown_keys_are_kept_for_a_warning()
    {
        NodeConfig config = NodeConfigLoader.Parse(Good + "loglevel: DEBUG\nprts: {external: 1}\nsomething: 1\nports: {extrenal: 2000, gate: 1}\n", "a.yaml", _ => null);

        Assert.Equal(
            [new UnknownKey("loglevel", "logLevel"), new UnknownKey("prts", "ports"), new UnknownKey("something", null), new UnknownKey("ports.extrenal", "ports.external"), new UnknownKey("ports.gate", null)],
            config.UnknownKeys);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_told_with_the_way_to_make_one()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-folder", "missing.yaml");

        ConfigFileException failure = Assert.Throws<ConfigFileException>(() => NodeConfigLoader.Load(path, _ => null));

        Assert.Equal($"{path} does not exist; make one with `kuscia init --mode autonomy --domain NAME > kuscia.yaml` and start with `kuscia start -c kuscia.yaml`", failure.Message);
    }

    [Theory]
    [InlineData("", "is empty; make one with `kuscia init")]
    [InlineData(" \n\n", "is empty; make one with `kuscia init")]
    [InlineData("\u0000\u0001", "is no text file")]
    [InlineData("just words", "it must be a YAML mapping")]
    public void A_file_with_other_content_is_told_what_it_is(string content, string expected)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, content);

        Exception failure = Assert.ThrowsAny<Exception>(() => NodeConfigLoader.Load(path, _ => null));
        File.Delete(path);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_bytes_that_are_no_text_are_told_as_such()
    {
        string folder = Directory.CreateTempSubdirectory("kuscia-config-").FullName;
        string file = Path.Combine(folder, "latin1.yaml");
        File.WriteAllBytes(file, [0x6d, 0xe9, 0x21]);

        ConfigFileException ofFolder = Assert.Throws<ConfigFileException>(() => NodeConfigLoader.Load(folder, _ => null));
        ConfigFileException ofFile = Assert.Throws<ConfigFileException>(() => NodeConfigLoader.Load(file, _ => null));
        Directory.Delete(folder, recursive: true);

        Assert.Equal($"{folder} is a folder, not a configuration file; name the file, for example {Path.Combine(folder, "kuscia.yaml")}", ofFolder.Message);
        Assert.Equal($"{file} is no UTF-8 text; save it as UTF-8", ofFile.Message);
    }

    [Theory]
    [InlineData("master")]
    [InlineData("cross-domain")]
    [InlineData("default")]
    [InlineData("kube-x")]
    public void Reserved_domain_ids_are_refused(string id)
    {
        string text = Good.Replace("domainID: alice", $"domainID: {id}", StringComparison.Ordinal);

        ConfigException failure = Assert.Throws<ConfigException>(() => NodeConfigLoader.Parse(text, "a.yaml", _ => null));

        Assert.Contains("belongs to the system", failure.Message, StringComparison.Ordinal);
    }
}
