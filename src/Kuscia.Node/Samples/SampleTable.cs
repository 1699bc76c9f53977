namespace Kuscia.Node.Samples;

/// <summary>Name and columns of a sample table of the guides (a bank marketing survey, split by columns between two parties).</summary>
internal sealed record SampleTable(string Name, string IdColumn, IReadOnlyList<(string Name, string Type)> Columns)
{
    public static readonly SampleTable Alice = new("alice", "id1",
    [
        ("id1", "str"),
        .. Floats(
            "age", "education", "default", "balance", "housing", "loan", "day", "duration", "campaign", "pdays", "previous", "job_blue-collar", "job_entrepreneur",
            "job_housemaid", "job_management", "job_retired", "job_self-employed", "job_services", "job_student", "job_technician", "job_unemployed",
            "marital_divorced", "marital_married", "marital_single"),
    ]);

    public static readonly SampleTable Bob = new("bob", "id2",
    [
        ("id2", "str"),
        .. Floats(
            "contact_cellular", "contact_telephone", "contact_unknown", "month_apr", "month_aug", "month_dec", "month_feb", "month_jan", "month_jul", "month_jun", "month_mar",
            "month_may", "month_nov", "month_oct", "month_sep", "poutcome_failure", "poutcome_other", "poutcome_success", "poutcome_unknown"),
        ("y", "int"),
    ]);

    public static SampleTable? Named(string name) => name switch
    {
        "alice" => Alice,
        "bob" => Bob,
        _ => null,
    };

    private static IEnumerable<(string Name, string Type)> Floats(params string[] names) => names.Select(n => (n, "float"));
}
