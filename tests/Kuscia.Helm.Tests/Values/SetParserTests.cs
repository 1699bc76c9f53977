using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Values;

public sealed class SetParserTests
{
    [Theory]
    [InlineData("a=1", """{"a":1}""")]
    [InlineData("a=1,b=x", """{"a":1,"b":"x"}""")]
    [InlineData("a.b.c=true", """{"a":{"b":{"c":true}}}""")]
    [InlineData("a=", """{"a":""}""")]
    [InlineData("a=null", """{"a":null}""")]
    [InlineData("a=NULL,b=False,c=TRUE", """{"a":null,"b":false,"c":true}""")]
    [InlineData("a=012,b=0,c=0x1F,d=1.5,e=1e3", """{"a":"012","b":0,"c":"0x1F","d":"1.5","e":"1e3"}""")]
    [InlineData("a=-5", """{"a":-5}""")]
    [InlineData("a=9223372036854775807", """{"a":9223372036854775807}""")]
    [InlineData("a=9223372036854775808", """{"a":"9223372036854775808"}""")]
    [InlineData("a={1,b,true}", """{"a":[1,"b",true]}""")]
    [InlineData("a={x},b=2", """{"a":["x"],"b":2}""")]
    [InlineData("a[0]=x,a[2]=z", """{"a":["x",null,"z"]}""")]
    [InlineData("a[0].b=1,a[0].c=2", """{"a":[{"b":1,"c":2}]}""")]
    [InlineData("a[0][1]=x", """{"a":[[null,"x"]]}""")]
    [InlineData("a[0]={x,y}", """{"a":[["x","y"]]}""")]
    [InlineData(@"a\.b=1", """{"a.b":1}""")]
    [InlineData(@"a=x\,y", """{"a":"x,y"}""")]
    [InlineData(@"a={x\,y,z\}}", """{"a":["x,y","z}"]}""")]
    [InlineData("a=b=c", """{"a":"b=c"}""")]
    [InlineData("a=x,a=y", """{"a":"y"}""")]
    [InlineData("a.b=1,a.c=2", """{"a":{"b":1,"c":2}}""")]
    [InlineData("=x,a=1", """{"a":1}""")]
    [InlineData("", "{}")]
    [InlineData("a=x,", """{"a":"x"}""")]
    [InlineData("a={}", """{"a":[""]}""")]
    [InlineData("名=值", """{"名":"值"}""")]
    public void Typed_line(string line, string expected)
    {
        ValueMap values = [];

        SetParser.ParseTyped(line, values);

        Assert.Equal(expected, HelmYaml.ToJson(values));
    }

    [Theory]
    [InlineData("a", "key \"a\" has no value")]
    [InlineData("a,b=1", "key \"a\" has no value (cannot end with ,)")]
    [InlineData("a.", "key map \"a\" has no value")]
    [InlineData("a.=1", "key map \"a\" has no value")]
    [InlineData("a={x", "list must terminate with '}'")]
    [InlineData("a[x]=1", "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("a[1", "error parsing index: EOF")]
    [InlineData("a[-1]=1", "negative -1 index not allowed")]
    [InlineData("a[65537]=1", "index of 65537 is greater than maximum supported index of 65536")]
    [InlineData("a[0]b=1", "unexpected data at end of array index: \"b\"")]
    [InlineData("a=1,a.b=2", "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}")]
    [InlineData("a=x,a[0]=2", "unable to parse key: interface conversion: interface {} is string, not []interface {}")]
    [InlineData("a=null,a.b=2", "unable to parse key: interface conversion: interface {} is nil, not map[string]interface {}")]
    public void Malformed_line(string line, string expected) =>
        Assert.Equal(expected, Assert.Throws<HelmException>(() => SetParser.ParseTyped(line, [])).Message);

    [Theory]
    [InlineData("a.")]
    [InlineData("[0]")]
    public void Endless_nesting_is_refused(string part)
    {
        string line = string.Concat(Enumerable.Repeat(part, 100_000)) + "k=1";

        Assert.Contains("nested level", Assert.Throws<HelmException>(() => SetParser.ParseTyped("k" + line, [])).Message);
    }

    [Fact]
    public void Text_line_keeps_everything_as_text()
    {
        ValueMap values = [];

        SetParser.ParseText("a=1,b=true,c=null,d={1,2}", values);

        Assert.Equal("""{"a":"1","b":"true","c":"null","d":["1","2"]}""", HelmYaml.ToJson(values));
    }

    [Theory]
    [InlineData("""a={"b":[1,2.5,null]},c="x" ,d=true""", """{"a":{"b":[1,2.5,null]},"c":"x","d":true}""")]
    [InlineData("""a.b[1]=[1,2],c=""", """{"a":{"b":[null,[1,2]]},"c":null}""")]
    [InlineData("""a={"x,y":"=}"},b=1""", """{"a":{"x,y":"=}"},"b":1}""")]
    public void Json_line(string line, string expected)
    {
        ValueMap values = [];

        SetParser.ParseJson(line, values);

        Assert.Equal(expected, HelmYaml.ToJson(values));
    }

    [Fact]
    public void Flags_are_applied_in_helm_order()
    {
        ValuesOptions options = new() { SetString = ["a=3"], Set = ["a=2,b=2"], SetJson = ["a=1,b=1,c=1", """{"d":{"e":1}}"""] };

        ValueMap values = new ValuesMerger().Merge(options);

        Assert.Equal("""{"a":"3","b":2,"c":1,"d":{"e":1}}""", HelmYaml.ToJson(values));
    }

    [Fact]
    public void Errors_do_not_repeat_values()
    {
        ValuesOptions options = new() { SetJson = ["password={hunter2"] };

        string message = Assert.Throws<HelmException>(() => new ValuesMerger().Merge(options)).Message;

        Assert.StartsWith("failed parsing --set-json data: ", message);
        Assert.DoesNotContain("hunter2", message);
    }

    [Fact]
    public void Files_are_read_from_disk_and_from_standard_input()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "text of the file");
            ValuesOptions options = new() { Files = ["-"], SetFile = [$"f={file}"] };

            ValueMap values = new ValuesMerger(new MemoryStream("a: 1\n"u8.ToArray())).Merge(options);

            Assert.Equal("""{"a":1,"f":"text of the file"}""", HelmYaml.ToJson(values));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Missing_and_broken_files_are_named()
    {
        Assert.Equal(
            "open /nowhere/v.yaml: no such file or directory",
            Assert.Throws<HelmException>(() => new ValuesMerger().Merge(new ValuesOptions { Files = ["/nowhere/v.yaml"] })).Message);
        Assert.StartsWith(
            "failed to parse -: error converting YAML to JSON",
            Assert.Throws<HelmException>(() => new ValuesMerger(new MemoryStream("a: ["u8.ToArray())).Merge(new ValuesOptions { Files = ["-"] })).Message);
        Assert.Equal(
            "failed to parse -: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}",
            Assert.Throws<HelmException>(() => new ValuesMerger(new MemoryStream("[a]"u8.ToArray())).Merge(new ValuesOptions { Files = ["-"] })).Message);
    }
}
