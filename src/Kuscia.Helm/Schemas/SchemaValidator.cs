using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>Checks a JSON value against a JSON schema (drafts 4, 6 and 7) and words the faults as Helm prints them. References stay inside the schema document.</summary>
internal sealed class SchemaValidator
{
    private const int MaxDepth = 256;
    private const int MaxChecks = 2_000_000;

    private readonly SchemaReferences _references;
    private readonly JsonElement _root;
    private int _checks;

    private SchemaValidator(JsonElement root)
    {
        _root = root;
        _references = new SchemaReferences(root);
        Patterns = new SchemaPatterns();
    }

    public SchemaPatterns Patterns { get; }

    /// <summary>Lists the faults, sorted; empty when the value fits.</summary>
    /// <exception cref="SchemaException">The schema is malformed.</exception>
    public static IReadOnlyList<string> Validate(ReadOnlyMemory<byte> schema, string valueJson)
    {
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = 128 };
            using JsonDocument schemaDocument = JsonDocument.Parse(schema, options);
            using JsonDocument value = JsonDocument.Parse(valueJson, options);
            SchemaValidator validator = new(schemaDocument.RootElement);
            SchemaResult result = validator.Check(validator._root, value.RootElement, new SchemaContext("", 0));
            return [.. result.Errors.Distinct().Order(StringComparer.Ordinal)];
        }
        catch (JsonException e)
        {
            throw new SchemaException($"the schema is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new SchemaException($"the schema is malformed: {e.Message}", e);
        }
    }

    /// <summary>Checks a value against one subschema.</summary>
    public SchemaResult Check(JsonElement schema, JsonElement value, SchemaContext context)
    {
        SchemaResult result = new();
        CheckInto(result, schema, value, context);
        return result;
    }

    /// <summary>Checks a value against one subschema and adds the faults to a result.</summary>
    public void CheckInto(SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        if (context.Depth > MaxDepth || ++_checks > MaxChecks)
        {
            throw new SchemaException("the schema is too deep, or it refers to itself without end");
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            if (schema.ValueKind == JsonValueKind.False)
            {
                result.Add(context.Name, "False always fails validation");
            }

            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new SchemaException($"the schema for {context.Name} must be an object or a boolean");
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            CheckInto(result, _references.Resolve(reference), value, context.Deeper());
            return;
        }

        if (!SchemaTypes.Allows(schema, value, out string expected))
        {
            result.Add(context.Name, $"Invalid type. Expected: {expected}, given: {SchemaTypes.NameOf(value)}");
            return;
        }

        SchemaCombinations.Check(this, result, schema, value, context.Deeper());
        SchemaScalars.Check(this, result, schema, value, context);
        if (value.ValueKind == JsonValueKind.Object)
        {
            SchemaObjects.Check(this, result, schema, value, context);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            SchemaArrays.Check(this, result, schema, value, context);
        }

        result.Passed();
    }
}
