using System.CommandLine;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Samples;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia data sample</c>: what <c>create_domaindata_alice_table.sh</c> and <c>create_domaindata_bob_table.sh</c> do.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        Argument<string> table = new("TABLE") { Description = "alice or bob" };
        Argument<string> domain = new("DOMAIN_ID") { Description = "the domain that holds the file" };
        Command sample = new("sample", "Register the sample table alice.csv or bob.csv of the guides") { table, domain };
        sample.SetAction(async (result, cancellationToken) =>
        {
            SampleTable columns = SampleTable.Named(result.GetValue(table) ?? "")
                ?? throw new CommandException($"TABLE: '{result.GetValue(table)}' is not allowed; it must be alice or bob");
            using NodeRoot root = NodeRoot.Open();
            await root.ApplyAsync(Kinds.DomainData, Describe(columns, result.GetValue(domain) ?? ""), cancellationToken);
            return 0;
        });
        return new Command("data", "Data of a domain") { sample };
    }

    private static DomainData Describe(SampleTable table, string domain) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"{table.Name}-table",
            Namespace = domain,
            Labels = new Dictionary<string, string>
            {
                [WellKnownLabels.DomainDataType] = "table",
                [WellKnownLabels.DomainDataVendor] = "manual",
                [WellKnownLabels.InterconnProtocolType] = "kuscia",
                [WellKnownAnnotations.Initiator] = domain,
            },
        },
        Spec = new DomainDataSpec
        {
            Attributes = new Dictionary<string, string> { ["description"] = $"{domain} demo data" },
            Columns = [.. table.Columns.Select(c => new DataColumn { Name = c.Name, Type = c.Type, Comment = "" })],
            DataSource = WellKnownNames.DefaultDataSource,
            Name = $"{table.Name}.csv",
            RelativeURI = $"{table.Name}.csv",
            Type = "table",
            Vendor = "manual",
            Author = domain,
        },
    };
}
