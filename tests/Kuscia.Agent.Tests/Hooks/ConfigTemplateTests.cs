using Kuscia.Agent.Hooks.Rendering;

namespace Kuscia.Agent.Tests.Hooks;

public class ConfigTemplateTests
{
    private const string Cluster = """{"parties":[{"name":"alice","role":"guest","services":[{"portName":"psi","endpoints":["job-psi-0-psi.alice.svc"]}]},{"name":"bob","role":""}],"selfPartyIdx":0,"selfEndpointIdx":0}""";

    private static readonly Dictionary<string, string> Values = new()
    {
        ["TASK_ID"] = "job-psi",
        ["CLUSTER"] = Cluster,
        ["BOB"] = Cluster.Replace("\"selfPartyIdx\":0", "\"selfPartyIdx\":1", StringComparison.Ordinal),
        ["QUOTED"] = "\"in quotes\"",
        ["ODD"] = "a\\b\n\t\u0001é中😀\u2028",
        ["LIST"] = """[{"k":"a","v":1},{"k":"b","v":[2,3]},{"k":7,"v":"seven"}]""",
        ["TEXT"] = "no json",
    };

    [Theory]
    [InlineData("""{"task_id": "{{.TASK_ID}}"}""", """{"task_id": "job-psi"}""")]
    [InlineData("{{ .TASK_ID }}", "job-psi")]
    [InlineData("[{{.MISSING}}]", "[]")]
    [InlineData("\"{{.QUOTED}}\"", """
        "\"in quotes\""
        """)]
    [InlineData("{{.ODD}}", """a\\b\n\t\u0001é中😀\u2028""")]
    [InlineData("{{{.CLUSTER.parties[0].name}}}", "alice")]
    [InlineData("{{{.CLUSTER.parties[-1].name}}}", "bob")]
    [InlineData("{{{.CLUSTER.parties[.CLUSTER.selfPartyIdx].services[0].endpoints[0]}}}", "job-psi-0-psi.alice.svc")]
    [InlineData("{{{.BOB.parties[.BOB.selfPartyIdx].name}}}", "bob")]
    [InlineData("{{{.BOB.parties[BOB.selfPartyIdx].name}}}", "bob")]
    [InlineData("{{{.CLUSTER.parties[name=bob].name}}}", "bob")]
    [InlineData("{{{.CLUSTER.parties[0].services}}}", """[{"portName":"psi","endpoints":["job-psi-0-psi.alice.svc"]}]""")]
    [InlineData("{{{.CLUSTER.selfPartyIdx}}}", "")]
    [InlineData("{{{.CLUSTER.parties[9].name}}}", "")]
    [InlineData("{{{.CLUSTER.nothing.at.all}}}", "")]
    [InlineData("{{{.LIST[k=b].v[1]}}}", "3")]
    [InlineData("{{{.LIST[k=7].v}}}", "seven")]
    [InlineData("{{{.TEXT.a}}}", "")]
    [InlineData("{{{.TEXT}}}", "no json")]
    [InlineData("""{"a":{"b":{{{.LIST[0].v}}}}}""", """{"a":{"b":1}}""")]
    [InlineData("no braces", "no braces")]
    [InlineData("a { b } }} c", "a { b } }} c")]
    public void Template_is_rendered(string template, string expected) => Assert.Equal(expected, ConfigTemplate.Parse(template).Render(Values));

    [Theory]
    [InlineData("x\n{{.A", "line 2: '{{' is not closed")]
    [InlineData("{{if .A}}", "line 1: '{{if .A}}' is not supported; write {{.NAME}} or {{{.NAME.path[0]}}}")]
    [InlineData("{{{.A[}}}", "line 1: 'A[': '[' at position 2 needs an index and a ']'")]
    [InlineData("{{{.A..b}}}", "line 1: 'A..b' has an empty name at position 3")]
    public void Broken_template_is_refused_with_its_place(string template, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => ConfigTemplate.Parse(template)).Message);

    [Fact]
    public void Keys_list_every_value_the_template_reads() =>
        Assert.Equal(["A", "B", "C"], ConfigTemplate.Parse("{{.A}} {{{.B.x[.C.y]}}} {{.A}}").Keys);

    [Fact]
    public void Value_embedded_as_a_string_comes_back_unchanged()
    {
        string rendered = ConfigTemplate.Parse("""{"v":"{{.ODD}}","w":"{{.CLUSTER}}"}""").Render(Values);

        using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(rendered);
        Assert.Equal(Values["ODD"], parsed.RootElement.GetProperty("v").GetString());
        Assert.Equal(Cluster, parsed.RootElement.GetProperty("w").GetString());
    }
}
