using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Tests;

/// <summary>The same operations over gRPC, by a real client over real mutual TLS.</summary>
public class GrpcTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CreateJobRequest Job(string id) => new()
    {
        JobId = id,
        Initiator = "alice",
        Tasks = { new Kuscia.Protos.KusciaApi.Task { AppImage = "engine", Alias = "psi", Parties = { new Party { DomainId = "alice" }, new Party { DomainId = "bob" } } } },
    };

    [Fact]
    public async Task Job_is_created_told_and_deleted()
    {
        using GrpcChannel channel = api.CreateChannel();
        JobService.JobServiceClient jobs = new(channel);

        CreateJobResponse created = await jobs.CreateJobAsync(Job("grpc-1"), api.TokenMetadata());
        CreateJobResponse again = await jobs.CreateJobAsync(Job("grpc-1"), api.TokenMetadata());
        QueryJobResponse told = await jobs.QueryJobAsync(new QueryJobRequest { JobId = "grpc-1" }, api.TokenMetadata());
        DeleteJobResponse deleted = await jobs.DeleteJobAsync(new DeleteJobRequest { JobId = "grpc-1" }, api.TokenMetadata());

        Assert.Equal((0, "success", "grpc-1"), (created.Status.Code, created.Status.Message, created.Data.JobId));
        Assert.Equal(11201, again.Status.Code);
        Assert.Null(again.Data);
        Assert.Equal(("alice", "Pending", "bob"), (told.Data.Initiator, told.Data.Status.State, told.Data.Tasks[0].Parties[1].DomainId));
        Assert.Equal(0, deleted.Status.Code);
    }

    [Fact]
    public async Task Broken_rule_is_a_status_of_the_reply()
    {
        using GrpcChannel channel = api.CreateChannel();

        CreateJobResponse reply = await new JobService.JobServiceClient(channel).CreateJobAsync(new CreateJobRequest { JobId = "Bad!" }, api.TokenMetadata());

        Assert.Equal(11100, reply.Status.Code);
        Assert.Contains("job_id", reply.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_is_that_of_HTTP()
    {
        using GrpcChannel channel = api.CreateChannel();
        await api.PostAsync("/api/v1/appimage/create", """{"name":"both","image":{"name":"i"},"deploy_templates":[{"name":"t","containers":[{"name":"c","liveness_probe":{"tcp_socket":{"port":"80"}}}]}]}""");

        QueryAppImageResponse reply = await new AppImageService.AppImageServiceClient(channel).QueryAppImageAsync(new QueryAppImageRequest { Name = "both" }, api.TokenMetadata());
        string json = (await api.PostAsync("/api/v1/appimage/query", """{"name":"both"}""")).ToJsonString();

        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Operations.Json.MessageWriter.Bytes(reply, Operations.Json.JsonDialect.Answers)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Caller_without_the_token_is_unauthenticated(string? token)
    {
        using GrpcChannel channel = api.CreateChannel();
        Metadata metadata = token is null ? [] : new Metadata { { "token", token } };

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await new HealthService.HealthServiceClient(channel).healthZAsync(new HealthRequest(), metadata));
        RpcException stream = await Assert.ThrowsAsync<RpcException>(async () =>
            await new JobService.JobServiceClient(channel).WatchJob(new WatchJobRequest(), metadata).ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (refusal.StatusCode, stream.StatusCode));
    }

    [Fact]
    public async Task One_of_several_tokens_suffices()
    {
        using GrpcChannel channel = api.CreateChannel();
        Metadata metadata = new() { { "token", "wrong" }, { "token", api.Token } };

        Assert.True((await new HealthService.HealthServiceClient(channel).healthZAsync(new HealthRequest(), metadata)).Data.Ready);
    }

    [Fact]
    public async Task Caller_without_a_certificate_gets_no_connection()
    {
        using GrpcChannel channel = api.CreateChannel(withCertificate: false);

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await new HealthService.HealthServiceClient(channel).healthZAsync(new HealthRequest(), api.TokenMetadata()));

        Assert.True(refusal.StatusCode is StatusCode.Unavailable or StatusCode.Internal, refusal.Message); // as far as the handshake came when the other end hung up
    }

    [Fact]
    public async Task Watch_tells_jobs_and_refuses_a_negative_time()
    {
        await using Owned own = await Owned.StartAsync();
        using GrpcChannel channel = own.Api.CreateChannel();
        JobService.JobServiceClient jobs = new(channel);
        await jobs.CreateJobAsync(Job("watched"), own.Api.TokenMetadata());

        using AsyncServerStreamingCall<WatchJobEventResponse> watch = jobs.WatchJob(new WatchJobRequest { TimeoutSeconds = 60 }, own.Api.TokenMetadata());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        await own.Api.Store.DeleteAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "watched"), null, CancellationToken.None);
        WatchJobEventResponse added = watch.ResponseStream.Current;
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await jobs.WatchJob(new WatchJobRequest { TimeoutSeconds = -1 }, own.Api.TokenMetadata()).ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((EventType.Added, "watched", EventType.Deleted), (added.Type, added.Object.JobId, watch.ResponseStream.Current.Type));
        Assert.Equal(StatusCode.Unknown, refusal.StatusCode);
        Assert.Contains("timeout_seconds", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_method_is_unimplemented_before_the_token_is_asked_for()
    {
        using GrpcChannel channel = api.CreateChannel();
        Marshaller<byte[]> bytes = Marshallers.Create(b => b, b => b);
        Method<byte[], byte[]> method = new(MethodType.Unary, "kuscia.proto.api.v1alpha1.kusciaapi.HealthService", "Nope", bytes, bytes);

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), []));

        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }

    [Fact]
    public void Every_method_of_the_schema_is_served()
    {
        ServiceDescriptor[] services =
        [
            .. new[]
            {
                HealthReflection.Descriptor, DomainReflection.Descriptor, DomainRouteReflection.Descriptor, DomaindataReflection.Descriptor, DomaindatagrantReflection.Descriptor,
                DomaindatasourceReflection.Descriptor, JobReflection.Descriptor, ServingReflection.Descriptor, AppImageReflection.Descriptor, ConfigReflection.Descriptor,
                CertificateReflection.Descriptor, LogReflection.Descriptor,
            }.SelectMany(f => f.Services),
        ];
        HashSet<MethodDescriptor?> served = [.. new ApiOperations(api.Options, api.Store, api.Identity, api.Logs, TimeProvider.System).All().Select(o => o.Method)];

        Assert.Empty(services.SelectMany(s => s.Methods).Where(m => !served.Contains(m)).Select(m => m.FullName));
    }
}
