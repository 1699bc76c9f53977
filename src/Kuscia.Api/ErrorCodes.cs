namespace Kuscia.Api;

/// <summary>Error numbers of the API (enum <c>kuscia.proto.api.v1alpha1.ErrorCode</c>); only the number travels.</summary>
internal static class ErrorCodes
{
    public const int RequestInvalid = 11100;
    public const int Unexpected = 11101;
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
    public const int QueryDomain = 11301;
    public const int DomainNotExists = 11305;
    public const int QueryRoute = 11401;
    public const int QueryRouteStatus = 11402;
    public const int RouteNotExists = 11404;
    public const int CreateDomainData = 11500;
    public const int DeleteDomainData = 11501;
    public const int GetDomainData = 11502;
    public const int ListDomainData = 11503;
    public const int PatchDomainData = 11505;
    public const int DomainDataNotExists = 11506;
    public const int DomainDataExists = 11507;
    public const int CreateGrant = 11700;
    public const int QueryGrant = 11702;
    public const int DeleteGrant = 11703;
    public const int GrantExists = 11704;
    public const int GrantNotExists = 11705;
    public const int CreateDataSource = 11800;
    public const int QueryDataSource = 11802;
    public const int DataSourceExists = 11805;
    public const int DataSourceNotExists = 11806;
}
