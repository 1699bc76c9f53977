using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Kuscia.Operations.Json;
using Kuscia.Protos;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Operations.Tests;

public class RequestReaderTests
{
    [Fact]
    public void Both_spellings_null_text_numbers_and_unknown_members_are_read()
    {
        CreateJobRequest job = Read<CreateJobRequest>("""
            {"jobId":"j","max_parallelism":"3","initiator":null,"later":{"a":[1]},"customFields":{"a":"b"},
             "tasks":[{"taskInputConfig":"{}","tolerable":true,"parties":[{"domain_id":"alice","bandwidthLimits":[{"limitKbps":"18446744073709551615"}]}]}]}
            """);

        Assert.Equal(("j", 3, ""), (job.JobId, job.MaxParallelism, job.Initiator));
        Assert.Equal("b", job.CustomFields["a"]);
        Assert.True(job.Tasks[0].Tolerable);
        Assert.Equal(ulong.MaxValue, job.Tasks[0].Parties[0].BandwidthLimits[0].LimitKbps);
    }

    [Theory]
    [InlineData("""{"file_format":"BINARY"}""", FileFormat.Binary)]
    [InlineData("""{"fileFormat":1}""", FileFormat.Csv)]
    [InlineData("""{"file_format":9}""", FileFormat.Unknown)]
    public void Enum_is_a_name_or_a_number_and_an_unknown_number_the_first_name(string text, FileFormat expected)
    {
        Assert.Equal(expected, Read<CreateDomainDataRequest>(text).FileFormat);
    }

    [Fact]
    public void Optional_members_tell_whether_they_were_given()
    {
        UpdateDomainDataSourceRequest given = Read<UpdateDomainDataSourceRequest>("""{"name":"","access_directly":false}""");
        UpdateDomainDataSourceRequest absent = Read<UpdateDomainDataSourceRequest>("""{"name":null}""");

        Assert.Equal((true, true, false), (given.HasName, given.HasAccessDirectly, given.HasInfoKey));
        Assert.Equal((false, false), (absent.HasName, absent.HasAccessDirectly));
        Assert.Null(absent.Info);
    }

    [Theory]
    [InlineData("""{"job_id":7}""", "Field \"job_id\" is invalid, invalid value: 7: it must be a text in double quotes")]
    [InlineData("""{"max_parallelism":1.5}""", "Field \"max_parallelism\" is invalid, invalid value: 1.5: it must be a whole number of 32 bits")]
    [InlineData("""{"max_parallelism":1e400}""", "Field \"max_parallelism\" is invalid, invalid value: 1e400: it must be a whole number of 32 bits")]
    [InlineData("""{"max_parallelism":""}""", "Field \"max_parallelism\" is invalid, invalid value: \"\": it must be a whole number of 32 bits")]
    [InlineData("""{"tasks":"x"}""", "Field \"tasks\" is invalid, invalid value: \"x\": it must be a list […]")]
    [InlineData("""{"tasks":[[]]}""", "Field \"tasks[0]\" is invalid, invalid value: a list: it must be an object {…}")]
    [InlineData("""{"tasks":[{"scheduleConfig":1}]}""", "Field \"tasks[0].schedule_config\" is invalid, invalid value: 1: it must be an object {…}")]
    [InlineData("""{"customFields":{"a":{}}}""", "Field \"custom_fields.a\" is invalid, invalid value: an object: it must be a text in double quotes")]
    [InlineData("""{"tasks":[{"tolerable":1}]}""", "Field \"tasks[0].tolerable\" is invalid, invalid value: 1: it must be true or false")]
    [InlineData("""{"tasks":[{"parties":[{"bandwidth_limits":[{"limit_kbps":-1}]}]}]}""", "Field \"tasks[0].parties[0].bandwidth_limits[0].limit_kbps\" is invalid, invalid value: -1: it must be 0 or more")]
    [InlineData("""{"tasks":[null]}""", "Field \"tasks[0]\" is null; leave it out of the list")]
    [InlineData("""[1]""", "the request body must be a JSON object {…}; send {} for no members")]
    public void Wrong_member_is_told_by_path_value_and_cure(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<JsonException>(() => Read<CreateJobRequest>(text)).Message);
    }

    [Fact]
    public void Secret_of_the_wrong_type_is_not_shown()
    {
        JsonException fault = Assert.Throws<JsonException>(() => Read<CreateDomainDataSourceRequest>("""{"info":{"database":{"password":12345}}}"""));

        Assert.Equal("Field \"info.database.password\" is invalid, invalid value: ***: it must be a text in double quotes", fault.Message);
    }

    [Fact]
    public void What_is_written_as_an_answer_is_read_as_the_same_message()
    {
        CreateDomainDataRequest message = new()
        {
            DomaindataId = "t",
            Attributes = { ["k"] = "v" },
            Columns = { new DataColumn { Name = "c", NotNullable = true } },
            FileFormat = FileFormat.Csv,
            Partition = new Partition { Type = "path" },
        };

        Assert.Equal(message, RequestReader.Read<CreateDomainDataRequest>(MessageWriter.Bytes(message, JsonDialect.Answers)));
        Assert.Equal(message, RequestReader.Read<CreateDomainDataRequest>(MessageWriter.Bytes(message, JsonDialect.Streams)));
        Assert.Equal(message, RequestReader.Read<CreateDomainDataRequest>(MessageWriter.Bytes(message, JsonDialect.Kubernetes)));
    }

    private static T Read<T>(string text)
        where T : class, IMessage<T>, new() => RequestReader.Read<T>(Encoding.UTF8.GetBytes(text));
}
