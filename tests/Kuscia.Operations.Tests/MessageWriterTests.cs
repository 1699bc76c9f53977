using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;
using Kuscia.Protos.KusciaApi;
using TaskStatus = Kuscia.Protos.KusciaApi.TaskStatus;

namespace Kuscia.Operations.Tests;

public class MessageWriterTests
{
    [Fact]
    public void Answer_names_every_member_with_its_default()
    {
        QueryJobResponse reply = new() { Status = Outcome.Success(), Data = new QueryJobResponseData { JobId = "j", Tasks = { new TaskConfig { Parties = { new Party { DomainId = "alice" } } } } } };

        Assert.Equal(
            """{"status":{"code":0,"message":"success","details":[]},"data":{"job_id":"j","initiator":"","max_parallelism":0,"tasks":[{"app_image":"","parties":[{"domain_id":"alice","role":"","resources":null,"bandwidth_limits":[]}],"alias":"","task_id":"","dependencies":[],"task_input_config":"","priority":0,"schedule_config":null}],"status":null,"custom_fields":{}}}""",
            Text(reply, JsonDialect.Answers));
    }

    [Fact]
    public void Answer_has_64_bit_integers_as_text_enums_as_names_and_letters_as_they_are()
    {
        UpdateDomainDataRequest data = new() { Name = "名<字>&\"'", FileFormat = Protos.FileFormat.Csv };
        GrantLimit limit = new() { ExpirationTime = 1893456000000000000 };
        BandwidthLimit bandwidth = new() { LimitKbps = ulong.MaxValue };

        Assert.Contains("""
            "name":"名<字>&\"'"
            """, Text(data, JsonDialect.Answers), StringComparison.Ordinal);
        Assert.Contains("\"file_format\":\"CSV\"", Text(data, JsonDialect.Answers), StringComparison.Ordinal);
        Assert.StartsWith("""{"expiration_time":"1893456000000000000","use_count":0,""", Text(limit, JsonDialect.Answers), StringComparison.Ordinal);
        Assert.Equal("""{"destination_id":"","limit_kbps":"18446744073709551615"}""", Text(bandwidth, JsonDialect.Answers));
    }

    [Fact]
    public void Answer_leaves_out_an_optional_text_that_is_not_given_and_writes_an_optional_message_as_null()
    {
        Assert.Equal("""{"header":null,"domain_id":"","datasource_id":"","type":"","info":null}""", Text(new CreateDomainDataSourceRequest(), JsonDialect.Answers));
        Assert.EndsWith(""","name":"","info":null,"access_directly":false}""", Text(new CreateDomainDataSourceRequest { Name = "", AccessDirectly = false }, JsonDialect.Answers), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_those_of_the_schema_also_where_it_is_odd()
    {
        Assert.Equal("""{"name":"","port":0,"protocol":"","isTLS":true,"path_prefix":""}""", Text(new EndpointPort { IsTLS = true }, JsonDialect.Answers));
    }

    [Fact]
    public void Packed_status_has_its_type_beside_its_members()
    {
        Protos.Status status = Outcome.Failure(11702, "x");
        status.Details.Add(Any.Pack(Outcome.Failure(11705, "y")));

        Assert.Equal(
            """{"code":11702,"message":"x","details":[{"@type":"type.googleapis.com/kuscia.proto.api.v1alpha1.Status","code":11705,"message":"y","details":[]}]}""",
            Text(status, JsonDialect.Answers));
    }

    [Fact]
    public void Stream_leaves_out_zeros_and_has_enums_and_64_bit_integers_as_numbers()
    {
        WatchJobEventResponse added = new() { Object = new JobStatus { JobId = "j", Status = new JobStatusDetail { State = "Running", Tasks = { new TaskStatus { Progress = 0.5f } } } } };

        Assert.Equal("""{"object":{"job_id":"j","status":{"state":"Running","tasks":[{"progress":0.5}]}}}""", Text(added, JsonDialect.Streams));
        Assert.Equal("""{"type":4}""", Text(new WatchJobEventResponse { Type = EventType.Heartbeat }, JsonDialect.Streams));
        Assert.Equal("""{"status":{"message":"success"},"log":"a"}""", Text(new QueryLogResponse { Status = Outcome.Success(), Log = "a" }, JsonDialect.Streams));
        Assert.Equal("""{"timeout_seconds":7}""", Text(new WatchJobRequest { TimeoutSeconds = 7 }, JsonDialect.Streams));
    }

    [Fact]
    public void Stored_info_is_the_stream_form_with_escapes()
    {
        DataSourceInfo info = new() { Oss = new OssDataSourceInfo { Bucket = "b&", AccessKeySecret = "密" } };

        Assert.Equal("""{"oss":{"bucket":"b\u0026","access_key_secret":"\u5BC6"}}""", Text(info, JsonDialect.Stored));
    }

    [Fact]
    public void Kubernetes_form_has_camel_case_names()
    {
        Probe probe = new() { HttpGet = new HTTPGetAction { Path = "/h", HttpHeaders = { new HTTPHeader { Name = "a" } } }, TerminationGracePeriodSeconds = 30 };

        Assert.Equal("""{"httpGet":{"path":"/h","httpHeaders":[{"name":"a"}]},"terminationGracePeriodSeconds":30}""", Text(probe, JsonDialect.Kubernetes));
    }

    private static string Text(IMessage message, JsonDialect dialect) => Encoding.UTF8.GetString(MessageWriter.Bytes(message, dialect));
}
