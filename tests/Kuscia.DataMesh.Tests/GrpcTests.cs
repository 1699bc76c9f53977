using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Protos.DataMesh;
using Api = Kuscia.Protos.KusciaApi;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Tests;

/// <summary>Metadata over gRPC, as the engines of the documents ask for it.</summary>
public class GrpcTests
{
    [Fact]
    public async Task Table_is_registered_told_and_granted()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        await AddSourceAsync(world);
        using X509Certificate2 certificate = Certificate(world);
        using GrpcChannel channel = Channel(world, certificate);
        DomainDataService.DomainDataServiceClient data = new(channel);
        DomainDataGrantService.DomainDataGrantServiceClient grants = new(channel);

        CreateDomainDataResponse created = await data.CreateDomainDataAsync(new CreateDomainDataRequest { DomaindataId = "t", Type = "table", RelativeUri = "a.csv", DatasourceId = "own", FileFormat = Protos.FileFormat.Csv });
        QueryDomainDataResponse told = await data.QueryDomainDataAsync(new QueryDomainDataRequest { DomaindataId = "t" });
        CreateDomainDataGrantResponse granted = await grants.CreateDomainDataGrantAsync(new CreateDomainDataGrantRequest { DomaindatagrantId = "g", DomaindataId = "t", GrantDomain = "bob", Limit = new GrantLimit { UseCount = 3 } });
        QueryDomainDataGrantResponse grant = await grants.QueryDomainDataGrantAsync(new QueryDomainDataGrantRequest { DomaindatagrantId = "g" });
        QueryDomainDataResponse missing = await data.QueryDomainDataAsync(new QueryDomainDataRequest { DomaindataId = "none" });

        Assert.Equal((0, "t"), (created.Status.Code, created.Data.DomaindataId));
        Assert.Equal(("a.csv", Protos.FileFormat.Csv, MeshWorld.Domain), (told.Data.RelativeUri, told.Data.FileFormat, told.Data.Author));
        Assert.Equal((0, 3, "bob"), (granted.Status.Code, grant.Data.Limit.UseCount, grant.Data.GrantDomain));
        Assert.Equal(12201, missing.Status.Code);
    }

    [Fact]
    public async Task Info_of_a_source_is_told_to_tasks()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        await AddSourceAsync(world);
        using X509Certificate2 certificate = Certificate(world);
        using GrpcChannel channel = Channel(world, certificate);

        QueryDomainDataSourceResponse told = await new DomainDataSourceService.DomainDataSourceServiceClient(channel).QueryDomainDataSourceAsync(new QueryDomainDataSourceRequest { DatasourceId = "own" });

        Assert.Equal((0, "localfs", "Available"), (told.Status.Code, told.Data.Type, told.Data.Status));
    }

    [Fact]
    public async Task Caller_without_a_certificate_gets_no_connection()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        using GrpcChannel channel = Channel(world, null);

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await new DomainDataService.DomainDataServiceClient(channel).QueryDomainDataAsync(new QueryDomainDataRequest { DomaindataId = "t" }));

        Assert.True(refusal.StatusCode is StatusCode.Unavailable or StatusCode.Internal, refusal.Message); // as far as the handshake came when the other end hung up
    }

    private static Task<Stored.DomainDataSource> AddSourceAsync(MeshWorld world) => world.Client.CreateAsync(
        Kinds.DomainDataSource,
        new Stored.DomainDataSource { Metadata = new ObjectMeta { Namespace = MeshWorld.Domain, Name = "own" }, Spec = new Stored.DomainDataSourceSpec { Name = "own", Type = "localfs", Data = Info(world) } },
        CancellationToken.None);

    private static Dictionary<string, string> Info(MeshWorld world) => new()
    {
        [DataSourceSecrets.DataKey] = new DataSourceSecrets(world.Identity, new DomainConfig(world.Client, MeshWorld.Domain)).Encrypt(new Api.DataSourceInfo { Localfs = new Api.LocalDataSourceInfo { Path = "/data" } }),
    };

    private static X509Certificate2 Certificate(MeshWorld world) => world.Identity.Issue(new CertificateRequestSpec { CommonName = "task", Client = true }).Certificate;

    private static GrpcChannel Channel(MeshWorld world, X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(world.Identity.CaCertificate);
        return GrpcChannel.ForAddress($"https://127.0.0.1:{world.Module.GrpcPort}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
