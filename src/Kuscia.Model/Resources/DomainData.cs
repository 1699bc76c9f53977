using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>A table, model, rule or report that a domain holds.</summary>
public sealed record DomainData : Resource
{
    [Required]
    public DomainDataSpec? Spec { get; init; }
    public DataStatus? Status { get; init; }
}

public sealed record DomainDataSpec
{
    [Required]
    public string? RelativeURI { get; init; }

    [Required]
    public string? Author { get; init; }

    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Type { get; init; }

    [Required]
    public string? DataSource { get; init; }
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
    public DataPartition? Partitions { get; init; }
    public IReadOnlyList<DataColumn>? Columns { get; init; }
    public string? Vendor { get; init; }
    public string? FileFormat { get; init; }
}

public sealed record DataPartition
{
    [Required]
    public string? Type { get; init; }
    public IReadOnlyList<DataColumn>? Fields { get; init; }
}

public sealed record DataColumn
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Type { get; init; }
    public string? Comment { get; init; }
    public bool? NotNullable { get; init; }
}

public sealed record DataStatus
{
    [Required, AllowedValues("Available", "Unavailable", "Unknown")]
    public string? Phase { get; init; }

    [Required]
    public IReadOnlyList<DataCondition>? Conditions { get; init; }
}

/// <summary>One observed condition of data; unlike other conditions it has no type.</summary>
public sealed record DataCondition
{
    [Required]
    public string? Status { get; init; }

    [Required]
    public string? Reason { get; init; }
    public string? Message { get; init; }

    [Required]
    public DateTimeOffset? LastUpdateTime { get; init; }
}

/// <summary>Lets another domain use a table.</summary>
public sealed record DomainDataGrant : Resource
{
    [Required]
    public DomainDataGrantSpec? Spec { get; init; }
    public DomainDataGrantStatus? Status { get; init; }
}

public sealed record DomainDataGrantSpec
{
    [Required]
    public string? Author { get; init; }

    [Required]
    public string? DomainDataID { get; init; }

    [Required]
    public string? GrantDomain { get; init; }
    public string? Signature { get; init; }
    public IReadOnlyDictionary<string, string>? Description { get; init; }
    public GrantLimit? Limit { get; init; }
}

public sealed record GrantLimit
{
    public DateTimeOffset? ExpirationTime { get; init; }
    public int? UseCount { get; init; }

    [ItemAllowedValues("normal", "metadata", "file")]
    public IReadOnlyList<string>? GrantMode { get; init; }
    public string? FlowID { get; init; }
    public IReadOnlyList<string>? Components { get; init; }
    public string? Initiator { get; init; }
    public string? InputConfig { get; init; }
}

public sealed record DomainDataGrantStatus
{
    [Required, AllowedValues("Ready", "Unavailable", "Unknown")]
    public string? Phase { get; init; }

    [Required]
    public string? Message { get; init; }

    [JsonPropertyName("use_records")]
    public IReadOnlyList<GrantUseRecord>? UseRecords { get; init; }
}

public sealed record GrantUseRecord
{
    [JsonPropertyName("use_time")]
    public DateTimeOffset? UseTime { get; init; }

    [JsonPropertyName("grant_domain")]
    public string? GrantDomain { get; init; }
    public string? Component { get; init; }
    public string? Output { get; init; }
}

/// <summary>Where a domain keeps data and how to reach it.</summary>
public sealed record DomainDataSource : Resource
{
    [Required]
    public DomainDataSourceSpec? Spec { get; init; }
    public DataStatus? Status { get; init; }
}

public sealed record DomainDataSourceSpec
{
    [Required]
    public string? Name { get; init; }

    /// <summary><c>localfs</c>, <c>oss</c>, <c>mysql</c>, <c>odps</c>, <c>postgresql</c>, <c>hive</c> or <c>dameng</c>; checked by the data services.</summary>
    [Required]
    public string? Type { get; init; }
    public string? Uri { get; init; }

    /// <summary>Normally one key, <c>encryptedInfo</c>.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }
    public string? InfoKey { get; init; }
    public bool? AccessDirectly { get; init; }
}

public sealed record DomainAppImage : Resource
{
    [Required]
    public DomainAppImageSpec? Spec { get; init; }
}

public sealed record DomainAppImageSpec
{
    public IReadOnlyList<DomainAppImageInfo>? Images { get; init; }
}

public sealed record DomainAppImageInfo
{
    [Required]
    public string? Tag { get; init; }

    [Required]
    public string? Id { get; init; }

    [Required]
    public string? Sign { get; init; }
}

/// <summary>Tells which own domains mirror from which host.</summary>
public sealed record InteropConfig : Resource
{
    [Required]
    public InteropConfigSpec? Spec { get; init; }
}

public sealed record InteropConfigSpec
{
    [Required]
    public string? Host { get; init; }

    [Required]
    public IReadOnlyList<string>? Members { get; init; }
}
