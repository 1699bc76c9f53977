using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Data;

/// <summary>What differs between two APIs over the same data: the numbers of their failures and a few rules.</summary>
public sealed record DataContract
{
    /// <summary>Failures of creating a domaindata; those of an unknown data source have a code of their own.</summary>
    public required FailureCodes CreateData { get; init; }

    /// <summary>Failures of updating a domaindata.</summary>
    public required FailureCodes UpdateData { get; init; }

    /// <summary>Failures of deleting a domaindata; NotFound for one that does not exist.</summary>
    public required FailureCodes DeleteData { get; init; }

    /// <summary>Failures of reading a domaindata; NotFound for one that does not exist.</summary>
    public required FailureCodes QueryData { get; init; }

    /// <summary>The data source does not exist or cannot hold the data.</summary>
    public required int DataSource { get; init; }

    /// <summary>Failures of creating a grant.</summary>
    public required FailureCodes CreateGrant { get; init; }

    /// <summary>Failures of updating a grant.</summary>
    public required FailureCodes UpdateGrant { get; init; }

    /// <summary>Failures of deleting a grant.</summary>
    public required FailureCodes DeleteGrant { get; init; }

    /// <summary>Failures of reading a grant.</summary>
    public required FailureCodes QueryGrant { get; init; }

    /// <summary>True for an API that tasks of one domain use: it checks column types, keeps a file format for files only, needs no path for reports.</summary>
    public bool ForTasks { get; init; }

    /// <summary>The code for what is missing, of a failure that has one.</summary>
    public static int MissingOf(FailureCodes codes) => codes.NotFound ?? codes.Otherwise;
}
