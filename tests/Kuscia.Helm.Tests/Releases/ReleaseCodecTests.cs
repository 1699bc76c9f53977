using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Tests.Releases;

public sealed class ReleaseCodecTests
{
    [Fact]
    public void A_release_survives_the_round_trip()
    {
        Release release = Sample();

        Release read = ReleaseCodec.Decode(ReleaseCodec.Encode(release));

        Assert.Equal(ReleaseCodec.Encode(release), ReleaseCodec.Encode(read));
        Assert.Equal((release.Name, release.Namespace, release.Version, release.Status), (read.Name, read.Namespace, read.Version, read.Status));
        Assert.Equal(release.LastDeployed, read.LastDeployed);
        Assert.Equal("shop", read.Chart!.Name);
        Assert.Equal(release.Chart!.Templates[0].Text, read.Chart.Templates[0].Text);
        Assert.Equal("Succeeded", read.Hooks[0].Phase);
    }

    [Fact]
    public void The_record_has_the_members_that_helm_reads()
    {
        byte[] packed = Convert.FromBase64String(ReleaseCodec.Encode(Sample()));
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using JsonDocument json = JsonDocument.Parse(gzip);

        JsonElement root = json.RootElement;
        Assert.Equal(["chart", "config", "hooks", "info", "manifest", "name", "namespace", "version"], root.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal(2, root.GetProperty("version").GetInt32());
        Assert.Equal("2024-03-01T10:20:30.5Z", root.GetProperty("info").GetProperty("last_deployed").GetString());
        Assert.Equal("", root.GetProperty("info").GetProperty("deleted").GetString());
        JsonElement chart = root.GetProperty("chart");
        Assert.Equal(["files", "lock", "metadata", "schema", "templates", "values"], chart.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal("templates/web.yaml", chart.GetProperty("templates")[0].GetProperty("name").GetString());
        Assert.Equal(TestCharts.Web, Encoding.UTF8.GetString(chart.GetProperty("templates")[0].GetProperty("data").GetBytesFromBase64()));
        JsonElement hook = root.GetProperty("hooks")[0];
        Assert.Equal(["test"], hook.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(3, hook.GetProperty("weight").GetInt32());
    }

    [Fact]
    public void A_record_written_by_helm_is_read()
    {
        const string json = """
            {"name":"web","info":{"first_deployed":"2022-08-05T12:00:00.1234567+02:00","last_deployed":"2022-08-05T12:00:00.1234567+02:00","deleted":"",
            "description":"Install complete","status":"deployed","notes":"hi"},"chart":{"metadata":{"name":"c","version":"1.0.0","apiVersion":"v2","appVersion":"7"},
            "lock":null,"templates":[{"name":"templates/a.yaml","data":"YTogMQ=="}],"values":{"n":1},"schema":null,"files":null},"config":{"x":[1,"2"]},
            "manifest":"---\n# Source: c/templates/a.yaml\na: 1\n","version":4,"namespace":"prod"}
            """;
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

        Release release = ReleaseCodec.Decode(encoded);

        Assert.Equal(("web", "prod", 4, "deployed", "hi"), (release.Name, release.Namespace, release.Version, release.Status, release.Notes));
        Assert.Equal(new DateTimeOffset(2022, 8, 5, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), release.LastDeployed);
        Assert.Null(release.Deleted);
        Assert.Equal("a: 1", release.Chart!.Templates[0].Text);
    }

    [Theory]
    [InlineData("no base64!")]
    [InlineData("aGVsbG8=")]
    [InlineData("H4sIAAAAAAAA")]
    [InlineData("W10=")]
    public void Damaged_records_fail_in_one_way_only(string text) => Assert.Throws<HelmException>(() => ReleaseCodec.Decode(text));

    private static Release Sample() => new()
    {
        Name = "r",
        Namespace = "demo",
        Version = 2,
        Chart = TestCharts.LoadWeb(("values.schema.json", "{}"), ("README.md", "read\u00e9")),
        Config = new ValueMap { ["big"] = 12345678d, ["list"] = new List<object?> { true, null, "x<y" } },
        Manifest = "---\n# Source: x\na: \"<é>\"\n",
        Hooks =
        [
            new ReleaseHook
            {
                Name = "t", Kind = "Pod", Path = "p", Manifest = "m", Events = ["test"], Weight = 3, DeletePolicies = ["hook-failed"],
                StartedAt = DateTimeOffset.UnixEpoch, CompletedAt = DateTimeOffset.UnixEpoch, Phase = "Succeeded",
            },
        ],
        Status = ReleaseStatus.Deployed,
        Description = "Upgrade complete",
        Notes = "notes",
        FirstDeployed = new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero),
        LastDeployed = new DateTimeOffset(2024, 3, 1, 10, 20, 30, 500, TimeSpan.Zero),
    };
}
