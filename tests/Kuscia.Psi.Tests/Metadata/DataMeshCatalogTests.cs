using System.Text.Json.Nodes;
using Kuscia.Psi.Metadata;
using Kuscia.Psi.Tasks;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Metadata;

public sealed class DataMeshCatalogTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TestCertificates _certificates = null!; // set before every test by InitializeAsync
    private FakeDataMesh _mesh = null!; // set before every test by InitializeAsync

    public async Task InitializeAsync()
    {
        _certificates = new(_folder);
        _mesh = await FakeDataMesh.StartAsync(_certificates);
        _mesh.AddTable("alice-table", "alice", "in/alice.csv");
        _mesh.AddTable("bob-table", "bob", "bob.csv");
        _mesh.AddLocalSource("default-data-source", _folder.Path);
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_own_table_is_the_one_whose_author_is_the_own_party()
    {
        DataLocation alice = await LocateAsync(new TaskConfig(), 0);
        DataLocation bob = await LocateAsync(new TaskConfig(), 1);

        Assert.Equal((0, _folder.File("in/alice.csv"), _folder.File("psi-output.csv")), (alice.InputIndex, alice.InputPath, alice.OutputPath));
        Assert.Equal((1, _folder.File("bob.csv")), (bob.InputIndex, bob.InputPath));
    }

    [Fact]
    public async Task A_party_need_not_see_the_partners_table()
    {
        _ = _mesh.Tables.Remove("alice-table");

        DataLocation bob = await LocateAsync(new TaskConfig(), 1);

        Assert.Equal(1, bob.InputIndex);
    }

    [Fact]
    public async Task Neither_table_being_own_is_an_error_that_tells_what_DataMesh_said()
    {
        _ = _mesh.Tables.Remove("bob-table");

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => LocateAsync(new TaskConfig(), 1));

        Assert.Equal(ExitCode.DataMesh, e.Code);
        Assert.Contains("alice-table belongs to alice; bob-table: 12201", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_source_that_is_not_local_is_refused_by_its_type()
    {
        _mesh.Sources["default-data-source"] = new JsonObject { ["type"] = "oss" };

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => LocateAsync(new TaskConfig(), 0));

        Assert.Contains("oss", e.Message, StringComparison.Ordinal);
        Assert.Contains("localfs", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.csv")]
    [InlineData("a/../../outside.csv")]
    [InlineData("link/outside.csv")]
    [InlineData(".")]
    public async Task Paths_that_leave_the_data_source_are_refused(string uri)
    {
        _mesh.AddTable("alice-table", "alice", uri);
        _mesh.AddLocalSource("default-data-source", Directory.CreateDirectory(_folder.File("data")).FullName);
        _ = Directory.CreateSymbolicLink(_folder.File("data/link"), _folder.Path);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => LocateAsync(new TaskConfig(), 0));

        Assert.Contains("leads out of its data source", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_id_that_this_task_did_not_make_is_refused_before_anything_is_computed()
    {
        _mesh.AddTable("psi-output", "alice", "psi-output.csv");

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => LocateAsync(new TaskConfig(), 0));

        Assert.Equal(ExitCode.Output, e.Code);
        Assert.Contains("output id psi-output is taken", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_output_path_that_exists_is_refused_before_anything_is_computed(bool folder)
    {
        _ = folder ? Directory.CreateDirectory(_folder.File("psi-output.csv")).FullName : _folder.Write("psi-output.csv", "precious");

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => LocateAsync(new TaskConfig(), 0));

        Assert.Equal(ExitCode.Output, e.Code);
        Assert.Contains("output psi-output.csv exists", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_of_an_earlier_run_of_the_same_task_may_be_replaced()
    {
        _ = _folder.Write("psi-output.csv", "of the run before");
        TaskModel task = TaskConfigReader.Parse(new TaskConfig().Text(0));
        _mesh.AddTable("psi-output", "alice", "psi-output.csv");
        _mesh.Tables["psi-output"]["attributes"] = new JsonObject { ["task_id"] = task.TaskId };

        DataLocation location = await LocateAsync(new TaskConfig(), 0);

        Assert.True(location.MayReplace);
    }

    [Fact]
    public async Task The_result_is_registered_with_its_columns_and_their_types()
    {
        TaskModel task = TaskConfigReader.Parse(new TaskConfig().Text(0));
        using DataMeshClient client = Connect(_certificates);
        DataMeshCatalog catalog = new(client);
        DataLocation location = await catalog.LocateAsync(task, CancellationToken.None);

        await catalog.RegisterAsync(task, location, ["id1", "age"], 42, CancellationToken.None);

        JsonNode body = Assert.Single(_mesh.Created);
        Assert.Equal("psi-output", (string?)body["domaindata_id"]);
        Assert.Equal("psi-output.csv", (string?)body["relative_uri"]);
        Assert.Equal("default-data-source", (string?)body["datasource_id"]);
        Assert.Equal("table", (string?)body["type"]);
        Assert.Equal("[{\"name\":\"id1\",\"type\":\"str\"},{\"name\":\"age\",\"type\":\"float\"}]", body["columns"]?.ToJsonString());
        Assert.Equal("42", (string?)body["attributes"]?["row_count"]);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        using TemporaryFolder other = new();
        using TestCertificates foreign = new(other);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => CallAsync(foreign.TrustFile));

        Assert.Equal(ExitCode.DataMesh, e.Code);
    }

    [Fact]
    public async Task A_server_with_another_name_is_not_trusted()
    {
        using TemporaryFolder other = new();
        using TestCertificates misnamed = new(other, serverName: "elsewhere", pkcs1: false);
        await using FakeDataMesh mesh = await FakeDataMesh.StartAsync(misnamed);
        using DataMeshClient client = new(
            MutualTls.Connect(misnamed.CertificateFile, misnamed.KeyFile, misnamed.TrustFile, mesh.Address), new EagerTime());

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => client.CallAsync("/healthZ", "{}"u8.ToArray(), CancellationToken.None));

        Assert.Equal(ExitCode.DataMesh, e.Code);
    }

    private async Task CallAsync(string trustFile)
    {
        using DataMeshClient client = new(
            MutualTls.Connect(_certificates.CertificateFile, _certificates.KeyFile, trustFile, _mesh.Address), new EagerTime());
        _ = await client.CallAsync("/healthZ", "{}"u8.ToArray(), CancellationToken.None);
    }

    private async Task<DataLocation> LocateAsync(TaskConfig config, int party)
    {
        using DataMeshClient client = Connect(_certificates);
        return await new DataMeshCatalog(client).LocateAsync(TaskConfigReader.Parse(config.Text(party)), CancellationToken.None);
    }

    private DataMeshClient Connect(TestCertificates c) =>
        new(MutualTls.Connect(c.CertificateFile, c.KeyFile, c.TrustFile, _mesh.Address), TimeProvider.System);
}
