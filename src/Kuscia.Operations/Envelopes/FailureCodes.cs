using Kuscia.Client.Resources;

namespace Kuscia.Operations.Envelopes;

/// <summary>What a refusal of the Kubernetes API is called by an operation.</summary>
/// <param name="Otherwise">Code of every refusal that has none of its own.</param>
public sealed record FailureCodes(int Otherwise)
{
    /// <summary>Code when the object, or the namespace to create it in, does not exist.</summary>
    public int? NotFound { get; init; }

    /// <summary>Code when the object exists already.</summary>
    public int? AlreadyExists { get; init; }

    /// <summary>The code of a refusal.</summary>
    public int Of(ResourceException refusal) =>
        (refusal.IsNotFound ? NotFound : refusal.IsAlreadyExists ? AlreadyExists : null) ?? Otherwise;

    /// <summary>A single code for every refusal.</summary>
    public static implicit operator FailureCodes(int code) => FromInt32(code);

    /// <summary>A single code for every refusal.</summary>
    public static FailureCodes FromInt32(int code) => new(code);
}
