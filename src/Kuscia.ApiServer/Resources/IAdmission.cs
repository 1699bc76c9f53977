using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>What a write does.</summary>
internal enum AdmissionOperation
{
    /// <summary>A new object.</summary>
    Create,

    /// <summary>A changed object.</summary>
    Update,

    /// <summary>An object that shall go; <see cref="AdmissionRequest.Object"/> is the stored one and must not be changed.</summary>
    Delete,
}

/// <summary>A write on its way to the store.</summary>
internal sealed class AdmissionRequest
{
    public required KindDescriptor Kind { get; init; }
    public required AdmissionOperation Operation { get; init; }
    public string? Subresource { get; init; }
    public string? Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>The object to be stored; may be changed in place.</summary>
    public required JsonObject Object { get; init; }

    /// <summary>The stored object of an update; must not be changed.</summary>
    public JsonObject? OldObject { get; init; }

    public required UserInfo User { get; init; }
    public FieldValidation FieldValidation { get; init; }
    public bool DryRun { get; init; }

    /// <summary>Paths of members that the body gave twice (the last one counts), for example <c>data.a</c>.</summary>
    public IReadOnlyList<string> DuplicateFields { get; init; } = [];

    /// <summary>Texts for <c>Warning: 299</c> headers.</summary>
    public List<string> Warnings { get; init; } = [];
}

/// <summary>
/// Decides on every write, after metadata rules and before the store: fills defaults, removes unknown fields, checks schema and rules of the kind.
/// A refusal is an <see cref="ApiStatusException"/>. Must be quick and thread-safe.
/// </summary>
internal interface IAdmission
{
    /// <summary>Changes and checks <see cref="AdmissionRequest.Object"/>.</summary>
    void Admit(AdmissionRequest request);
}
