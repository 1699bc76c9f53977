using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Makes the member's copies of mailed tables and grants, field by field.</summary>
internal static class DataCopy
{
    private static readonly string[] Labels =
    [
        WellKnownLabels.DomainDataType, WellKnownLabels.DomainDataVendor, WellKnownLabels.DomainDataId, WellKnownLabels.DomainDataGrantVendor,
        WellKnownLabels.DomainDataGrantDomain, WellKnownLabels.InterconnProtocolType, WellKnownLabels.OwnerReferences,
    ];

    public static DomainData Of(DomainData mailed, string domain, string host) => new()
    {
        ApiVersion = Kinds.DomainData.ApiVersion,
        Kind = Kinds.DomainData.Kind,
        Metadata = Metadata(mailed.Metadata, domain, mailed.Spec?.Author ?? "", host),
        Spec = Spec(mailed.Spec ?? new DomainDataSpec()),
    };

    public static DomainDataGrant Of(DomainDataGrant mailed, string domain, string host) => new()
    {
        ApiVersion = Kinds.DomainDataGrant.ApiVersion,
        Kind = Kinds.DomainDataGrant.Kind,
        Metadata = Metadata(mailed.Metadata, domain, mailed.Spec?.Author ?? "", host),
        Spec = Spec(mailed.Spec ?? new DomainDataGrantSpec()),
    };

    private static ObjectMeta Metadata(ObjectMeta mailed, string domain, string author, string host)
    {
        Dictionary<string, string> labels = [];
        foreach (string key in Labels)
        {
            if (mailed.Label(key) is { } value && ForeignText.IsLabelValue(value))
            {
                labels[key] = value;
            }
        }

        if (ForeignText.IsLabelValue(mailed.ResourceVersion))
        {
            labels[WellKnownLabels.ResourceVersionUnderHostCluster] = mailed.ResourceVersion ?? "";
        }

        return new ObjectMeta
        {
            Name = mailed.Name,
            Namespace = domain,
            Labels = labels,
            Annotations = new Dictionary<string, string>
            {
                [WellKnownAnnotations.Initiator] = author,
                [WellKnownAnnotations.InterconnKusciaParties] = domain,
                [WellKnownAnnotations.InitiatorMasterDomain] = host,
            },
        };
    }

    private static DomainDataSpec Spec(DomainDataSpec mailed) => new()
    {
        RelativeURI = PrintableLine.Of(mailed.RelativeURI),
        Author = mailed.Author,
        Name = PrintableLine.Of(mailed.Name),
        Type = PrintableLine.Of(mailed.Type),
        DataSource = PrintableLine.Of(mailed.DataSource),
        Attributes = ForeignText.Lines(mailed.Attributes),
        Partitions = mailed.Partitions is { } partitions ? new DataPartition { Type = PrintableLine.Of(partitions.Type), Fields = Columns(partitions.Fields) } : null,
        Columns = Columns(mailed.Columns),
        Vendor = PrintableLine.Of(mailed.Vendor),
        FileFormat = PrintableLine.Of(mailed.FileFormat),
    };

    private static DomainDataGrantSpec Spec(DomainDataGrantSpec mailed) => new()
    {
        Author = mailed.Author,
        DomainDataID = PrintableLine.Of(mailed.DomainDataID),
        GrantDomain = mailed.GrantDomain,
        Signature = PrintableLine.Of(mailed.Signature),
        Description = ForeignText.Lines(mailed.Description),
        Limit = mailed.Limit is { } limit
            ? limit with
            {
                GrantMode = ForeignText.Lines(limit.GrantMode),
                FlowID = PrintableLine.Of(limit.FlowID),
                Components = ForeignText.Lines(limit.Components),
                Initiator = PrintableLine.Of(limit.Initiator),
                InputConfig = PrintableLine.Of(limit.InputConfig),
            }
            : null,
    };

    private static List<DataColumn>? Columns(IReadOnlyList<DataColumn>? columns) => columns is null ? null :
    [
        .. columns.Take(ForeignText.MaxEntries).Select(c => c with { Name = PrintableLine.Of(c.Name), Type = PrintableLine.Of(c.Type), Comment = PrintableLine.Of(c.Comment) }),
    ];
}
