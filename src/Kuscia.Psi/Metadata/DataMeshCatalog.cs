using System.Text.Json;
using Kuscia.Psi.Tasks;

namespace Kuscia.Psi.Metadata;

/// <summary>Finds tables and registers results through DataMesh; only data sources on the local disk are supported.</summary>
internal sealed class DataMeshCatalog(DataMeshClient client) : IDataCatalog
{
    private const string DomainData = "/api/v1/datamesh/domaindata/";
    private const string DataSource = "/api/v1/datamesh/domaindatasource/query";

    /// <inheritdoc/>
    public async Task<DataLocation> LocateAsync(TaskModel task, CancellationToken cancellationToken)
    {
        (int index, DataMeshAnswer table) = await FindOwnInputAsync(task, cancellationToken);
        string id = task.InputIds[index];
        if (table.Text("type") is { Length: > 0 } type && type != "table")
        {
            throw new PsiException(ExitCode.Input, $"domain data {id} is of type {type}; PSI needs a table");
        }

        string uri = table.Text("relative_uri");
        if (uri.Length == 0)
        {
            throw new PsiException(ExitCode.DataMesh, $"domain data {id} has no relative_uri");
        }

        string inputRoot = await LocalRootAsync(table.Text("datasource_id"), cancellationToken);
        string outputRoot = await LocalRootAsync(task.DataSourceId, cancellationToken);
        string output = DataSourcePath.Resolve(outputRoot, task.OutputUri, "output uri");
        return new(
            DataSourcePath.Resolve(inputRoot, uri, $"relative_uri of domain data {id},"),
            output,
            index,
            Types(table.Data),
            task.SelfReceives && await IsOwnResultAsync(task, output, cancellationToken));
    }

    /// <summary>True when the result exists already because this very task has made it; anything else of its id or path is refused before anything is computed.</summary>
    private async Task<bool> IsOwnResultAsync(TaskModel task, string path, CancellationToken cancellationToken)
    {
        byte[] body = Json(writer => writer.WriteString("domaindata_id", task.OutputId));
        DataMeshAnswer existing = await client.CallAsync($"{DomainData}query", body, cancellationToken);
        bool own = existing.Code == 0 && existing.Text("relative_uri") == task.OutputUri && existing.Text("datasource_id") == task.DataSourceId
            && existing.Data.TryGetProperty("attributes", out JsonElement attributes) && DataMeshAnswer.Text(attributes, "task_id") == task.TaskId;
        // Metadata of a partner under that id is only a copy, and gives way to what is registered here.
        bool copy = existing.Code == 0 && existing.Text("author") is { Length: > 0 } author && author != task.Self;
        if (existing.Code == 0 && !own && !copy)
        {
            throw new PsiException(
                ExitCode.Output, $"the output id {task.OutputId} is taken by domain data that this task did not make; name another one in sf_output_ids, or delete it");
        }

        return own || !Path.Exists(path)
            ? own
            : throw new PsiException(
                ExitCode.Output, $"the output {task.OutputUri} exists and was not made by this task; name another one in sf_output_uris, or remove the file");
    }

    /// <inheritdoc/>
    public async Task RegisterAsync(
        TaskModel task, DataLocation location, IReadOnlyList<string> columns, long rows, CancellationToken cancellationToken)
    {
        byte[] body = Json(writer =>
        {
            writer.WriteString("domaindata_id", task.OutputId);
            writer.WriteString("name", task.OutputId);
            writer.WriteString("type", "table");
            writer.WriteString("relative_uri", task.OutputUri);
            writer.WriteString("datasource_id", task.DataSourceId);
            writer.WriteString("vendor", "kuscia-psi");
            writer.WriteString("file_format", "CSV");
            writer.WriteStartObject("attributes");
            writer.WriteString("task_id", task.TaskId);
            writer.WriteString("row_count", rows.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteEndObject();
            WriteColumns(writer, columns, location.ColumnTypes);
        });
        // DataMesh turns the creation of an existing id into an update.
        DataMeshAnswer answer = await client.CallAsync($"{DomainData}create", body, cancellationToken);
        if (answer.Code != 0)
        {
            throw new PsiException(ExitCode.DataMesh, $"DataMesh did not register {task.OutputId}: {answer.Code} {answer.Message}");
        }
    }

    /// <summary>The own input is the one whose author is the own party; a party need not be able to see the other input.</summary>
    private async Task<(int Index, DataMeshAnswer Table)> FindOwnInputAsync(TaskModel task, CancellationToken cancellationToken)
    {
        DataMeshAnswer[] answers = new DataMeshAnswer[2];
        for (int i = 0; i < 2; i++)
        {
            byte[] body = Json(writer => writer.WriteString("domaindata_id", task.InputIds[i]));
            answers[i] = await client.CallAsync($"{DomainData}query", body, cancellationToken);
        }

        int place = task.Parties[0] == task.Self ? 0 : 1;
        bool[] own = [.. answers.Select((a, i) => a.Code == 0 && (a.Text("author") == task.Self || (a.Text("author").Length == 0 && i == place)))];
        if (own[0] != own[1])
        {
            return own[0] ? (0, answers[0]) : (1, answers[1]);
        }

        string seen = string.Join("; ", answers.Select((a, i) => a.Code == 0
            ? $"{task.InputIds[i]} belongs to {a.Text("author")}"
            : $"{task.InputIds[i]}: {a.Code} {a.Message}"));
        throw new PsiException(
            ExitCode.DataMesh, $"exactly one of the inputs {string.Join(" and ", task.InputIds)} must belong to {task.Self}; DataMesh says: {seen}");
    }

    private async Task<string> LocalRootAsync(string id, CancellationToken cancellationToken)
    {
        byte[] body = Json(writer => writer.WriteString("datasource_id", id));
        DataMeshAnswer answer = await client.CallAsync(DataSource, body, cancellationToken);
        if (answer.Code != 0)
        {
            throw new PsiException(ExitCode.DataMesh, $"DataMesh does not know data source {id}: {answer.Code} {answer.Message}");
        }

        string type = answer.Text("type");
        if (type != "localfs")
        {
            throw new PsiException(ExitCode.Input, $"data source {id} is of type {type}; the built-in engine reads and writes localfs only");
        }

        string path = answer.Data.TryGetProperty("info", out JsonElement info) && info.ValueKind == JsonValueKind.Object
            && info.TryGetProperty("localfs", out JsonElement local)
            ? DataMeshAnswer.Text(local, "path")
            : string.Empty;
        return path.Length > 0 ? path : throw new PsiException(ExitCode.DataMesh, $"data source {id} has no path");
    }

    private static Dictionary<string, string> Types(JsonElement table)
    {
        Dictionary<string, string> types = [];
        if (table.TryGetProperty("columns", out JsonElement columns) && columns.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement column in columns.EnumerateArray())
            {
                types[DataMeshAnswer.Text(column, "name")] = DataMeshAnswer.Text(column, "type");
            }
        }

        return types;
    }

    private static void WriteColumns(Utf8JsonWriter writer, IReadOnlyList<string> columns, IReadOnlyDictionary<string, string> types)
    {
        writer.WriteStartArray("columns");
        foreach (string column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column);
            writer.WriteString("type", types.GetValueOrDefault(column) is { Length: > 0 } type ? type : "str");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
