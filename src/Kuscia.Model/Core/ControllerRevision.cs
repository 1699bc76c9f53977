using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

/// <summary>One state of a template that its workload can return to.</summary>
public sealed record ControllerRevision : Resource
{
    /// <summary>The patch that brings the state back.</summary>
    public JsonElement? Data { get; init; }
    public long Revision { get; init; }
}
