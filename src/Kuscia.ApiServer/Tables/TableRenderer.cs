using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Tables;

/// <summary>Writes the tables of all kinds of a catalogue.</summary>
internal sealed class TableRenderer : ITableRenderer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };

    // By reference: kinds that users define come and go.
    private readonly ConditionalWeakTable<KindDescriptor, Func<JsonElement, DateTimeOffset, IReadOnlyList<object?>>> _cells = [];
    private readonly TimeProvider _time;

    /// <summary>Prepares the columns of every kind; throws <see cref="FormatException"/> for a column path that cannot be read.</summary>
    public TableRenderer(KindCatalog catalog, TimeProvider time)
    {
        _time = time;
        foreach (KindDescriptor kind in catalog.All)
        {
            _cells.Add(kind, CellsOf(kind));
        }
    }

    /// <inheritdoc/>
    public void WriteTable(IBufferWriter<byte> output, TableRequest request, IReadOnlyList<StoredObject> objects)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Func<JsonElement, DateTimeOffset, IReadOnlyList<object?>> cells = _cells.GetValue(request.Kind, CellsOf);
        using Utf8JsonWriter writer = new(output, Options);
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", $"meta.k8s.io/{request.Version}");
        WriteListMeta(writer, request.ListMeta);
        WriteColumns(writer, request);
        writer.WriteStartArray("rows");
        foreach (StoredObject item in objects)
        {
            WriteRow(writer, request, item, cells(item.Root, now));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Func<JsonElement, DateTimeOffset, IReadOnlyList<object?>> CellsOf(KindDescriptor kind) =>
        (kind.IsCustom ? null : CoreCells.For(kind.Kind.Kind)) ?? new CustomCells(kind).Render;

    private static void WriteListMeta(Utf8JsonWriter writer, ListMeta meta)
    {
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", meta.ResourceVersion);
        if (!string.IsNullOrEmpty(meta.Continue))
        {
            writer.WriteString("continue", meta.Continue);
        }

        if (meta.RemainingItemCount is { } remaining)
        {
            writer.WriteNumber("remainingItemCount", remaining);
        }

        writer.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter writer, TableRequest request)
    {
        if (!request.WithColumns)
        {
            writer.WriteNull("columnDefinitions");
            return;
        }

        writer.WriteStartArray("columnDefinitions");
        bool nameIsDeclared = request.Kind.Columns.Any(c => c.Name == "Name");
        if (!nameIsDeclared)
        {
            WriteColumn(writer, new PrinterColumn("Name", "string", "name", 0, ColumnTexts.Name));
        }

        foreach (PrinterColumn column in CustomCells.ColumnsOf(request.Kind))
        {
            WriteColumn(writer, column);
        }

        writer.WriteEndArray();
    }

    private static void WriteColumn(Utf8JsonWriter writer, PrinterColumn column)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteString("type", column.Type);
        writer.WriteString("format", column.Name == "Name" ? "name" : "");
        writer.WriteString("description", column.Description ?? ColumnTexts.For(column));
        writer.WriteNumber("priority", column.Priority);
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, TableRequest request, StoredObject item, IReadOnlyList<object?> cells)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (object? cell in cells)
        {
            WriteCell(writer, cell);
        }

        writer.WriteEndArray();
        WriteConditions(writer, request.Kind, item.Root);
        WriteObject(writer, request, item);
        writer.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter writer, object? cell)
    {
        switch (cell)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>A pod that has ended says so: clients may hide such rows.</summary>
    private static void WriteConditions(Utf8JsonWriter writer, KindDescriptor kind, JsonElement root)
    {
        string phase = kind.Kind is { Kind: "Pod", Group: "" } ? root.Text("status", "phase") : "";
        if (phase is not "Succeeded" and not "Failed")
        {
            return;
        }

        writer.WriteStartArray("conditions");
        writer.WriteStartObject();
        writer.WriteString("type", "Completed");
        writer.WriteString("status", "True");
        writer.WriteString("reason", phase);
        writer.WriteString("message", phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed.");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, TableRequest request, StoredObject item)
    {
        writer.WritePropertyName("object");
        switch (request.Include)
        {
            case IncludeObject.None:
                writer.WriteNullValue();
                break;
            case IncludeObject.Object:
                writer.WriteRawValue(item.Utf8.Span, skipInputValidation: true);
                break;
            default:
                writer.WriteStartObject();
                writer.WriteString("kind", "PartialObjectMetadata");
                writer.WriteString("apiVersion", $"meta.k8s.io/{request.Version}");
                writer.WritePropertyName("metadata");
                item.Metadata.WriteTo(writer);
                writer.WriteEndObject();
                break;
        }
    }
}
