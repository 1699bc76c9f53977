using Kuscia.Controllers.Data;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Data;

public sealed class DataUseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private static readonly string Psi = Config(["alice-table", "bob-table"], ["out"], ["out.csv"]);

    [Fact]
    public void A_granted_table_and_new_outputs_are_free_to_use() => Assert.Empty(Faults(Psi, [Table("alice-table")], [Grant("alice-table")]));

    [Fact]
    public void A_job_of_this_cluster_needs_no_grants() => Assert.Empty(DataUse.Faults(View(Psi, [Table("alice-table")], []) with { IsStartedHere = true }));

    [Fact]
    public void A_table_that_is_not_granted_to_the_initiator_is_refused_by_its_id()
    {
        Assert.Equal(
            "DomainData \"alice-table\" of alice is not granted to bob; grant it to bob and submit the job anew",
            Assert.Single(Faults(Psi, [Table("alice-table")], [Grant("other"), Grant("alice-table", grantee: "carol"), Grant("alice-table", author: "bob")])));
    }

    [Fact]
    public void An_input_that_nobody_registered_is_refused_when_no_other_is_the_partys_own()
    {
        Assert.Contains("none of the inputs is data of alice: \"alice-table\", \"bob-table\" are not registered there", Assert.Single(Faults(Psi, [], [])), StringComparison.Ordinal);
        Assert.Contains("\"alice-table\" is not registered there", Assert.Single(Faults(Psi, [Table("bob-table", author: "bob")], [])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"params":{"domaindata_id":"secret"}}""")]
    [InlineData("""{"inputs":[{"inputDomainDataID":"secret"}]}""")]
    [InlineData("""{"component":"{\"sf_input_ids\":[\"secret\"]}"}""")]
    public void Ids_are_found_wherever_a_config_names_them(string config) =>
        Assert.Contains("\"secret\" of alice is not granted to bob", Assert.Single(Faults(config, [Table("secret")], [])), StringComparison.Ordinal);

    [Theory]
    [InlineData("no json")]
    [InlineData("{")]
    [InlineData("""{"note":"alice-table","output":"x"}""")]
    [InlineData("")]
    public void A_config_that_names_no_data_is_the_engines_own_affair(string config) => Assert.Empty(Faults(config, [Table("alice-table")], []));

    [Theory]
    [InlineData("victim", "new.csv", "output \"victim\" exists in alice already")]
    [InlineData("new", "victim.csv", "output path \"victim.csv\" belongs to other data of alice")]
    [InlineData("new", "./victim.csv", "belongs to other data of alice")]
    [InlineData("new", "/victim.csv", "belongs to other data of alice")]
    [InlineData("new", "victim.csv/x", "belongs to other data of alice")]
    [InlineData("new", "../x.csv", "leads out of its data source")]
    [InlineData("new", "a/../../x.csv", "leads out of its data source")]
    public void An_output_that_others_made_or_that_leads_out_is_refused(string id, string path, string fault) =>
        Assert.Contains(fault, Assert.Single(Faults(Config([], [id], [path]), [Table("victim")], [])), StringComparison.Ordinal);

    [Fact]
    public void Whose_file_it_is_hears_only_who_knows_the_id()
    {
        string fault = Assert.Single(Faults(Config(["secret"], ["new"], ["hidden.csv"]), [Table("secret"), Table("hidden")], [Grant("secret")]));
        string own = string.Concat(DataUse.Faults(View(Config([], ["new"], ["hidden.csv"]), [Table("hidden")], []) with { IsStartedHere = true }));

        Assert.Equal("output path \"hidden.csv\" belongs to other data of alice; name another path", fault);
        Assert.Equal("output path \"hidden.csv\" belongs to DomainData \"hidden\" of alice; name another path", own);
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("out.csv/x")]
    public void A_partners_table_keeps_no_id_and_no_file_from_an_own_output(string path)
    {
        DomainData squatter = Table("out", author: "bob");
        squatter = squatter with { Spec = squatter.Spec! with { RelativeURI = path, DataSource = "default-data-source" } };

        Assert.Empty(Faults(Psi, [Table("alice-table"), squatter], [Grant("alice-table")]));
    }

    [Fact]
    public void What_the_same_job_made_it_may_write_and_read_again()
    {
        DomainData mine = Made("out", "out.csv", "task-1", Now);
        DomainData older = Made("out", "out.csv", "task-1", Now.AddDays(-1));
        DomainData others = Made("out", "out.csv", "task-9", Now);
        string chained = Config(["out"], ["out"], ["out.csv"]);

        Assert.Empty(Faults(chained, [mine], []));
        Assert.NotEmpty(Faults(chained, [older], []));
        Assert.NotEmpty(Faults(chained, [others], []));
    }

    private static string Config(string[] inputs, string[] outputs, string[] paths) =>
        $$"""{ "sf_input_ids": [{{Texts(inputs)}}], "sf_output_ids": [{{Texts(outputs)}}], "sf_output_uris": [{{Texts(paths)}}], "sf_datasource_config": { "alice": { "id": "default-data-source" } } }""";

    private static string Texts(string[] texts) => string.Join(',', texts.Select(t => $"\"{t}\""));

    private static IReadOnlyList<string> Faults(string config, DomainData[] data, DomainDataGrant[] grants) => DataUse.Faults(View(config, data, grants));

    /// <summary>A job of bob with alice, who is own.</summary>
    private static DataUseView View(string config, DomainData[] data, DomainDataGrant[] grants) => new()
    {
        Names = DataNames.Of(config),
        Initiator = "bob",
        IsStartedHere = false,
        OwnParties = ["alice"],
        Data = data,
        Grants = grants,
        Tasks = new HashSet<string> { "task-1" },
        JobMade = Now,
    };

    private static DomainData Table(string id, string author = "alice") => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = id, CreationTimestamp = Now.AddDays(-7) },
        Spec = new DomainDataSpec { Author = author, RelativeURI = $"{id}.csv", DataSource = "default-data-source" },
    };

    private static DomainData Made(string id, string path, string task, DateTimeOffset when) => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = id, CreationTimestamp = when, Annotations = new Dictionary<string, string> { [WellKnownAnnotations.TaskId] = task } },
        Spec = new DomainDataSpec { Author = "alice", RelativeURI = path, DataSource = "default-data-source" },
    };

    private static DomainDataGrant Grant(string id, string grantee = "bob", string author = "alice") => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = $"grant-{id}-{grantee}" },
        Spec = new DomainDataGrantSpec { Author = author, DomainDataID = id, GrantDomain = grantee },
    };
}
