using Google.Protobuf.Collections;

namespace Kuscia.Protos;

/// <summary>What requests and answers about a domaindata have in common in both APIs, under numbers that differ.</summary>
public interface IDomainDataFields
{
    /// <summary>Id of the object.</summary>
    string DomaindataId { get; set; }

    /// <summary>Name for people.</summary>
    string Name { get; set; }

    /// <summary>What it is: table, model, rule, report.</summary>
    string Type { get; set; }

    /// <summary>Path within the data source.</summary>
    string RelativeUri { get; set; }

    /// <summary>Id of the data source.</summary>
    string DatasourceId { get; set; }

    /// <summary>Free attributes.</summary>
    MapField<string, string> Attributes { get; }

    /// <summary>How it is cut into parts; null when it is not.</summary>
    Partition? Partition { get; set; }

    /// <summary>Columns of a table.</summary>
    RepeatedField<DataColumn> Columns { get; }

    /// <summary>Who made it.</summary>
    string Vendor { get; set; }

    /// <summary>Format of its file.</summary>
    FileFormat FileFormat { get; set; }
}
