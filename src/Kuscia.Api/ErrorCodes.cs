using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api;

/// <summary>Error numbers of the API (enum <c>kuscia.proto.api.v1alpha1.ErrorCode</c>); only the number travels.</summary>
internal static class ErrorCodes
{
    public const int RequestInvalid = 11100;
    public const int Unexpected = 11101;
    public const int NotAllowed = 11102;
    public const int MasterFailed = 11103;
    public const int NotOnLite = 11104;
    public const int NotOnMaster = 11105;
    public const int CreateJob = 11201;
    public const int QueryJob = 11202;
    public const int QueryJobStatus = 11203;
    public const int DeleteJob = 11204;
    public const int StopJob = 11205;
    public const int ApproveJob = 11206;
    public const int SuspendJob = 11207;
    public const int RestartJob = 11208;
    public const int CancelJob = 11209;
    public const int SuspendNotRunning = 11210;
    public const int RestartNotEnded = 11211;
    public const int CreateDomain = 11300;
    public const int QueryDomain = 11301;
    public const int QueryDomainStatus = 11302;
    public const int UpdateDomain = 11303;
    public const int DeleteDomain = 11304;
    public const int DomainNotExists = 11305;
    public const int DomainExists = 11306;
    public const int CreateRoute = 11400;
    public const int QueryRoute = 11401;
    public const int QueryRouteStatus = 11402;
    public const int DeleteRoute = 11403;
    public const int RouteNotExists = 11404;
    public const int RouteExists = 11405;
    public const int CreateDomainData = 11500;
    public const int DeleteDomainData = 11501;
    public const int GetDomainData = 11502;
    public const int ListDomainData = 11503;
    public const int PatchDomainData = 11505;
    public const int DomainDataNotExists = 11506;
    public const int DomainDataExists = 11507;
    public const int CreateServing = 11600;
    public const int QueryServing = 11601;
    public const int QueryServingStatus = 11602;
    public const int UpdateServing = 11603;
    public const int DeleteServing = 11604;
    public const int CreateGrant = 11700;
    public const int UpdateGrant = 11701;
    public const int QueryGrant = 11702;
    public const int DeleteGrant = 11703;
    public const int GrantNotExists = 11705;
    public const int CreateDataSource = 11800;
    public const int UpdateDataSource = 11801;
    public const int QueryDataSource = 11802;
    public const int BatchQueryDataSource = 11803;
    public const int DeleteDataSource = 11804;
    public const int DataSourceNotExists = 11806;
    public const int ListDataSource = 11808;
    public const int CreateConfig = 11900;
    public const int QueryConfig = 11901;
    public const int UpdateConfig = 11902;
    public const int DeleteConfig = 11903;
    public const int BatchQueryConfig = 11904;
    public const int CreateAppImage = 13100;
    public const int QueryAppImage = 13101;
    public const int UpdateAppImage = 13102;
    public const int DeleteAppImage = 13103;
    public const int BatchQueryAppImage = 13104;
    public const int AppImageNotExists = 13105;
    public const int AppImageExists = 13106;
    public const int ListAppImage = 13107;
    public const int QueryLog = 13200;
    public const int QueryPodNode = 13201;

    // Certificates have the numbers of the originals' configuration service.
    public const int CertificateInvalid = 2000;
    public const int GenerateCertificate = 2200;

    public static readonly DataContract Data = new()
    {
        CreateData = new FailureCodes(CreateDomainData) { NotFound = DomainNotExists, AlreadyExists = DomainDataExists },
        UpdateData = new FailureCodes(PatchDomainData) { NotFound = DomainDataNotExists },
        DeleteData = new FailureCodes(DeleteDomainData) { NotFound = DomainDataNotExists },
        QueryData = new FailureCodes(GetDomainData) { NotFound = DomainDataNotExists },
        DataSource = DataSourceNotExists,
        // The generic code for "exists" is what clients of this call test for.
        CreateGrant = new FailureCodes(CreateGrant) { NotFound = DomainNotExists },
        UpdateGrant = new FailureCodes(UpdateGrant) { NotFound = GrantNotExists },
        DeleteGrant = new FailureCodes(DeleteGrant) { NotFound = GrantNotExists },
        QueryGrant = new FailureCodes(QueryGrant) { NotFound = GrantNotExists },
    };
}
