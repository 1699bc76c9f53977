using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Pods from templates, and when two templates are the same. Pure.</summary>
internal static class PodTemplates
{
    public const string HashLabel = "pod-template-hash";

    // The letters of names that the API server makes: no vowels, nothing that looks like something else.
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A pod as the template says, controlled by the owner.</summary>
    public static Pod PodOf(PodTemplateSpec? template, OwnerReference owner, string? @namespace) => new()
    {
        ApiVersion = Kinds.Pod.ApiVersion,
        Kind = Kinds.Pod.Kind,
        Metadata = new ObjectMeta
        {
            GenerateName = owner.Name + "-",
            Namespace = @namespace,
            Labels = template?.Metadata?.Labels,
            Annotations = template?.Metadata?.Annotations,
            Finalizers = template?.Metadata?.Finalizers,
            OwnerReferences = [owner],
        },
        Spec = template?.Spec,
    };

    /// <summary>The template with one more label.</summary>
    public static PodTemplateSpec WithLabel(this PodTemplateSpec template, string label, string? value)
    {
        ObjectMeta metadata = template.Metadata ?? new ObjectMeta();
        return template with { Metadata = metadata with { Labels = Labelled(metadata.Labels, label, value) } };
    }

    /// <summary>The labels with one set; null takes it off.</summary>
    public static Dictionary<string, string> Labelled(IReadOnlyDictionary<string, string>? labels, string label, string? value)
    {
        Dictionary<string, string> all = new(labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        all.Remove(label);
        if (value is not null)
        {
            all[label] = value;
        }

        return all;
    }

    /// <summary>True when both make the same pods; the label that tells them apart does not count.</summary>
    public static bool AreSame(PodTemplateSpec? left, PodTemplateSpec? right) => Text(left) == Text(right);

    /// <summary>A short text that differs between templates; collisions are resolved by counting.</summary>
    public static string Hash(PodTemplateSpec? template, int? collisions) => Hash(Text(template) + (collisions is > 0 ? collisions.Value.ToString(CultureInfo.InvariantCulture) : ""));

    /// <summary>FNV-1a in 32 bits, spelt with the letters of generated names.</summary>
    public static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(c => Letters[c % Letters.Length]));
    }

    /// <summary>One text for all ways to write the same: members in order, nothing that is empty.</summary>
    public static string Canonical(JsonNode? value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    private static string Text(PodTemplateSpec? template)
    {
        PodTemplateSpec plain = (template ?? new PodTemplateSpec()).WithLabel(HashLabel, null);
        return Canonical(JsonSerializer.SerializeToNode(plain, ModelJsonContext.Default.PodTemplateSpec));
    }

    private static void Append(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                text.Append('{');
                foreach ((string name, JsonNode? member) in members.Where(m => !IsEmpty(m.Value)).OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"\"{name}\":");
                    Append(text, member);
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (JsonNode? item in items)
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null").Append(';');
                break;
        }
    }

    private static bool IsEmpty(JsonNode? value) => value is null or JsonArray { Count: 0 } || (value is JsonObject members && members.All(m => IsEmpty(m.Value)));
}
