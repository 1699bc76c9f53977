using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>Everything the API tells about a kind: discovery, tables, OpenAPI and validation are derived from it.</summary>
public sealed record KindDescriptor
{
    private readonly Lazy<JsonObject>? _schema;
    private readonly Lazy<MergeStructure> _merge;
    private readonly Lazy<bool> _defaults;

    /// <summary>A kind of which everything else is said by its members.</summary>
    public KindDescriptor()
    {
        _merge = new Lazy<MergeStructure>(() => MergeSchema.Of(Schema));
        _defaults = new Lazy<bool>(() => MergeSchema.HasDefaults(Schema));
    }

    /// <summary>Group, version, kind, plural and scope.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Lower-case singular.</summary>
    public required string Singular { get; init; }

    /// <summary>Short names that kubectl accepts.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Verbs that discovery lists.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>True when <c>/status</c> is a subresource of its own: the main resource then ignores <c>.status</c>.</summary>
    public bool HasStatusSubresource { get; init; }

    /// <summary>Other subresources, for example <c>log</c> and <c>binding</c> of pods.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Printer columns after NAME; empty means the default (AGE).</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    /// <summary>What a user should know who writes an object of this kind that nothing acts upon yet, as one sentence; null when a part of the system does.</summary>
    public string? StoredOnly { get; init; }

    /// <summary>The only namespace in which objects of this kind are acted on; null for kinds that have none.</summary>
    public string? HomeNamespace { get; init; }

    /// <summary>True for kinds whose objects belong into the namespace of a domain.</summary>
    public bool IsOfDomain { get; init; }

    /// <summary>OpenAPI v3 schema of the object, derived when it is first asked for; null means any object.</summary>
    public JsonObject? Schema
    {
        get => _schema?.Value;
        init => _schema = value is null ? null : new Lazy<JsonObject>(value);
    }

    /// <summary>Derives <see cref="Schema"/> at its first use.</summary>
    internal Func<JsonObject> DeriveSchema
    {
        init => _schema = new Lazy<JsonObject>(value);
    }

    /// <summary>True for the kuscia kinds and for those that users define, which follow the rules of custom resources (merge patch only, strict schema).</summary>
    public bool IsCustom => IsUserDefined || Kind.Group == Kinds.KusciaGroup;

    /// <summary>True for kinds that a stored CustomResourceDefinition defines, and nothing else.</summary>
    public bool IsUserDefined => Definition is not null;

    /// <summary>The uid of the CustomResourceDefinition that defines the kind; null for the kinds of the house.</summary>
    public string? Definition { get; init; }

    /// <summary>The <c>apiVersion</c> in which objects are stored where several versions of the kind are served; null for that of the kind itself.</summary>
    public string? StoredVersion { get; init; }

    /// <summary>The kind of a list in CamelCase.</summary>
    public string ListKind
    {
        get => field ?? Kind.Kind + "List";
        init;
    }

    /// <summary>Where <c>scale</c> finds its numbers; null for the members that every workload of Kubernetes has.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Fields that objects can be selected by beside their name and namespace; null for those that the server knows itself.</summary>
    public IReadOnlyList<string>? SelectableFields { get; init; }

    /// <summary>True when the schema fills in values.</summary>
    public bool HasDefaults => _defaults.Value;

    /// <summary>How the lists and maps of the kind merge.</summary>
    public MergeStructure Merge => IsUserDefined ? _merge.Value : MergeRules.Of(Kind.Group, Kind.Kind);
}

/// <summary>One column of <c>kubectl get</c>.</summary>
/// <param name="Name">Title as declared.</param>
/// <param name="Type">OpenAPI type: <c>string</c>, <c>integer</c>, <c>date</c>…</param>
/// <param name="JsonPath">Kubernetes JSONPath of the value; for built-in kinds the name of a computed cell.</param>
/// <param name="Priority">0 is always shown, above 0 only with <c>-o wide</c>.</param>
/// <param name="Description">Shown by clients that ask.</param>
public sealed record PrinterColumn(string Name, string Type, string JsonPath, int Priority = 0, string? Description = null);
