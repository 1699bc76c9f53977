using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission.Rules;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Schemas;
using Kuscia.ApiServer.Wire;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Admission;

/// <summary>
/// Fills in defaults and refuses objects that break their schema or the rules of their kind. Unknown fields are kept: a newer peer or a
/// newer client may know them; a client that asks for strict checking is refused.
/// </summary>
internal sealed class ObjectAdmission(ProtobufSchema types) : IAdmission
{
    private const int MaxWarningLength = 256;

    private readonly CoreTypeCheck _types = new(types);
    private readonly SchemaValidator _schemas = new();

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete)
        {
            return;
        }

        CheckFields(request);
        if (request.Subresource is null || request.Kind.IsUserDefined)
        {
            ApplyDefaults(request);
        }

        SigningRequests.Sign(request);
        request.Warnings.AddRange(Notices.Of(request).Select(HeaderText));
        List<StatusCause> causes = [.. MetadataRules(request)];
        if (request.Kind.IsCustom && request.Kind.Schema is { } schema)
        {
            causes.AddRange(request.Kind.IsUserDefined ? [] : CustomRules.Check(request));
            causes.AddRange(_schemas.Validate(request.Object, schema, refusesNull: request.Kind.IsUserDefined));
        }
        else if (request.Subresource is null)
        {
            causes.AddRange(CoreRules.Check(request.Kind.Kind.Kind, request.Object, request.OldObject, ofNode: request.User == UserInfo.Local));
            request.Warnings.AddRange(DoubleVariables(request.Object).Select(HeaderText));
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid(request.Kind, request.Name, causes);
        }
    }

    private static void ApplyDefaults(AdmissionRequest request)
    {
        if (request.Kind.IsCustom)
        {
            SchemaDefaults.Apply(request.Object, request.Kind.Schema);
        }
        else
        {
            CoreDefaults.Apply(request.Kind.Kind.Kind, request.Object, created: request.Operation == AdmissionOperation.Create);
        }
    }

    private static IEnumerable<StatusCause> MetadataRules(AdmissionRequest request)
    {
        bool created = request.Operation == AdmissionOperation.Create;
        return MetadataFormats.Check(request.Kind, request.Object, created);
    }

    private void CheckFields(AdmissionRequest request)
    {
        // Kubernetes kinds are decoded into types: a member of a wrong type is a malformed request, not an invalid object.
        // What the schema of a defined kind does not name is not stored.
        IReadOnlyList<string> unknownNow = request.Kind.IsUserDefined ? Pruning.Prune(request.Object, request.Kind.Schema ?? [])
            : request.Kind.IsCustom ? [] : _types.Check(request.Kind, request.Object);
        if (request.FieldValidation == FieldValidation.Ignore)
        {
            return;
        }

        IEnumerable<string> unknown = request.Kind is { IsCustom: true, IsUserDefined: false } ? CustomUnknown(request.Kind, request.Object) : unknownNow;
        if (request.OldObject is { } old && !request.Kind.IsUserDefined)
        {
            unknown = unknown.Except(request.Kind.IsCustom ? CustomUnknown(request.Kind, old) : _types.Check(request.Kind, old));
        }

        List<string> faults = [.. request.DuplicateFields.Select(f => $"duplicate field \"{f}\""), .. unknown.Select(f => $"unknown field \"{f}\"")];
        if (faults.Count == 0)
        {
            return;
        }

        if (request.FieldValidation == FieldValidation.Warn)
        {
            request.Warnings.AddRange(faults.Select(HeaderText));
            return;
        }

        throw ApiErrors.BadRequest($"{CannotHandle(request.Kind)}: strict decoding error: {string.Join(", ", faults)}");
    }

    private static IEnumerable<string> DoubleVariables(JsonObject value)
    {
        JsonObject? template = value.Child("spec").Child("template").Child("spec");
        (JsonObject? spec, string path) = template is null ? (value.Child("spec"), "spec") : (template, "spec.template.spec");
        foreach ((int index, JsonObject container) in spec.Objects("containers"))
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach ((int at, JsonObject variable) in container.Objects("env"))
            {
                if (variable.String("name") is { Length: > 0 } name && !names.Add(name))
                {
                    yield return $"{path}.containers[{index}].env[{at}].name: duplicate name \"{name}\"";
                }
            }
        }
    }

    /// <summary>A text that may stand in a header: printable ASCII of limited length; other characters are shown as question marks.</summary>
    private static string HeaderText(string text)
    {
        string shown = text.Length <= MaxWarningLength ? text : text[..MaxWarningLength] + "...";
        return string.Create(shown.Length, shown, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
    }

    private static IReadOnlyList<string> CustomUnknown(KindDescriptor kind, JsonObject value) =>
        kind.Schema is { } schema ? UnknownFields.Find(value, schema) : [];

    /// <summary>How a malformed body is announced.</summary>
    internal static string CannotHandle(KindDescriptor kind) => $"{kind.Kind.Kind} in version \"{kind.Kind.Version}\" cannot be handled as a {kind.Kind.Kind}";
}
