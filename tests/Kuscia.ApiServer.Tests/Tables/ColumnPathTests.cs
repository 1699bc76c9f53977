using System.Text.Json;
using Kuscia.ApiServer.Tables;

namespace Kuscia.ApiServer.Tests.Tables;

public sealed class ColumnPathTests
{
    private static readonly JsonElement Root = JsonDocument.Parse("""
        {"a":{"b":[{"k":"x","n":1},{"k":"y","n":2}],"dotted.key":"v","e":[]},"t":true}
        """).RootElement;

    [Theory]
    [InlineData(".a.b[0].k", "x")]
    [InlineData(".a.b[-1].k", "y")]
    [InlineData(".a.b[*].n", "1")]
    [InlineData("""{.a.b[?(@.k=="y")].n}""", "2")]
    [InlineData(".a.b[?(@.n>1)].k", "y")]
    [InlineData(".a.b[?(@.n<=1)].k", "x")]
    [InlineData(".a.b[?(@.k!='x')].k", "y")]
    [InlineData(".a.b[?(@.n)].k", "x")]
    [InlineData(".a['dotted.key']", "v")]
    [InlineData(@".a.dotted\.key", "v")]
    [InlineData(".t", "True")]
    [InlineData(".a.e[0]", null)]
    [InlineData(".a.nope.b", null)]
    [InlineData(".a.b[9].k", null)]
    public void A_path_finds_its_first_value(string path, string? expected) => Assert.Equal(expected, ColumnPath.Parse(path).First(Root)?.ToString());

    [Theory]
    [InlineData("a.b")]
    [InlineData(".a[")]
    [InlineData(".a[x]")]
    [InlineData(".a[?(b==1)]")]
    public void A_path_that_cannot_be_read_is_refused(string path) => Assert.Throws<FormatException>(() => ColumnPath.Parse(path));
}
