using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;

namespace Kuscia.DataMesh;

/// <summary>Error codes of the DataMesh API.</summary>
internal static class ErrorCodes
{
    public const int RequestInvalid = 12100;
    public const int Unexpected = 12101;
    public const int CreateDomainData = 12200;
    public const int QueryDomainData = 12201;
    public const int GetDomainData = 12202;
    public const int PatchDomainData = 12204;
    public const int DeleteDomainData = 12205;
    public const int QueryDataSource = 12302;
    public const int GetDataSource = 12306;
    public const int CreateGrant = 12400;
    public const int UpdateGrant = 12401;
    public const int QueryGrant = 12402;
    public const int DeleteGrant = 12403;
    public const int GrantNotExists = 12405;

    public static readonly DataContract Data = new()
    {
        CreateData = CreateDomainData,
        UpdateData = new FailureCodes(PatchDomainData) { NotFound = GetDomainData },
        DeleteData = DeleteDomainData,
        QueryData = QueryDomainData,
        DataSource = GetDataSource,
        CreateGrant = CreateGrant,
        UpdateGrant = new FailureCodes(UpdateGrant) { NotFound = GrantNotExists },
        DeleteGrant = DeleteGrant,
        QueryGrant = QueryGrant,
        ForTasks = true,
    };
}
