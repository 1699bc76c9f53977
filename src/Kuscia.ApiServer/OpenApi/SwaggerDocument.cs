using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Discovery;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.OpenApi;

/// <summary>
/// The OpenAPI v2 document. As JSON it says the same as the documents of version 3, for programs that know no other. In the binary form, which kubectl asks for when version 3
/// has no answer for a kind, it names no kinds on purpose: a client that needs that form asks about a kind that is not served.
/// </summary>
internal static class SwaggerDocument
{
    /// <summary>One of the two names by which clients ask for the binary form.</summary>
    public const string BinaryType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private const string Schemas = "#/components/schemas/";
    private const string Definitions = "#/definitions/";

    /// <summary>The binary form with version and title only: fields 1 (swagger) and 2 (info: 1 title, 2 version), all length-delimited.</summary>
    public static CachedDocument Binary(string productVersion)
    {
        byte[] info = [.. Field(1, "Kuscia"u8), .. Field(2, Encoding.UTF8.GetBytes(productVersion))];
        return new CachedDocument([.. Field(1, "2.0"u8), .. Field(2, info)], "application/octet-stream");
    }

    /// <summary>The whole document as JSON.</summary>
    public static CachedDocument Json(IReadOnlyList<KindDescriptor> kinds, string productVersion)
    {
        JsonObject paths = new();
        foreach ((string path, JsonNode? item) in OpenApiPaths.Build(kinds))
        {
            paths[path] = Path((JsonObject)item!); // not null: Build makes objects only
        }

        JsonObject definitions = new();
        foreach ((string name, JsonNode? schema) in OpenApiSchemas.Components(kinds))
        {
            definitions[name] = Schema(schema);
        }

        return CachedDocument.Json(new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kuscia", ["version"] = productVersion },
            ["paths"] = paths,
            ["definitions"] = definitions,
        });
    }

    private static JsonObject Path(JsonObject item)
    {
        JsonObject result = new();
        foreach ((string member, JsonNode? value) in item)
        {
            result[member] = value is JsonArray parameters ? new JsonArray([.. parameters.Select(Parameter)]) : Operation((JsonObject)value!); // not null: as above
        }

        return result;
    }

    private static JsonObject Operation(JsonObject operation)
    {
        JsonObject result = new();
        foreach ((string member, JsonNode? value) in operation)
        {
            switch (member)
            {
                case "requestBody":
                    break;
                case "parameters":
                    result[member] = Parameters(operation);
                    break;
                case "responses":
                    result[member] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK", ["schema"] = Schema(value?["200"]?["content"]?["application/json"]?["schema"]) } };
                    break;
                default:
                    result[member] = value?.DeepClone();
                    break;
            }
        }

        result["produces"] = new JsonArray("application/json", "application/yaml");
        if (operation["requestBody"]?["content"] is JsonObject content)
        {
            result["consumes"] = new JsonArray([.. content.Select(c => (JsonNode)c.Key)]);
        }

        return result;
    }

    private static JsonArray Parameters(JsonObject operation)
    {
        JsonArray parameters = new([.. ((JsonArray)operation["parameters"]!).Select(Parameter)]); // not null: every operation has the list
        if (operation["requestBody"]?["content"] is JsonObject content)
        {
            JsonNode? schema = content.Count == 1 ? content.First().Value?["schema"] : null;
            parameters.Add((JsonNode)new JsonObject { ["name"] = "body", ["in"] = "body", ["required"] = true, ["schema"] = schema is null ? new JsonObject { ["type"] = "object" } : Schema(schema) });
        }

        return parameters;
    }

    // Version 2 has the type of a parameter beside its name instead of in a schema.
    private static JsonNode? Parameter(JsonNode? parameter)
    {
        JsonObject result = new();
        foreach ((string member, JsonNode? value) in (JsonObject)parameter!) // not null: parameters are objects
        {
            foreach ((string inner, JsonNode? content) in member == "schema" && value is JsonObject schema ? schema : new JsonObject { [member] = value?.DeepClone() })
            {
                result[inner] = content?.DeepClone();
            }
        }

        return result;
    }

    private static JsonNode? Schema(JsonNode? schema)
    {
        switch (schema)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(Schema)]);
            case JsonObject members:
                JsonObject result = new();
                foreach ((string name, JsonNode? value) in members)
                {
                    bool reference = name == "$ref" && value is JsonValue;
                    result[name] = reference ? Definitions + value!.GetValue<string>()[Schemas.Length..] : Schema(value); // not null: just matched
                }

                // "Either a number or a text" has no words in version 2 but this format.
                if (members["x-kubernetes-int-or-string"] is not null && result.Remove("anyOf"))
                {
                    result["type"] = "string";
                    result["format"] = "int-or-string";
                }

                return result;
            default:
                return schema?.DeepClone();
        }
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
