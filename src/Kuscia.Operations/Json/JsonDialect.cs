using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kuscia.Operations.Json;

/// <summary>How a message is written as JSON; it is read in one way only (<see cref="RequestReader"/>).</summary>
public sealed record JsonDialect
{
    /// <summary>Answers: the protobuf mapping with the names of the schema, unset members with their defaults. Letters of all scripts as they are: the type of an answer is JSON, never a page.</summary>
    public static readonly JsonDialect Answers = new();

    /// <summary>Messages of streams: zero values left out, enums and 64-bit integers as numbers.</summary>
    public static readonly JsonDialect Streams = new() { OmitsZeros = true, PlainNumbers = true };

    /// <summary>Secrets in stored objects, as the originals store them.</summary>
    public static readonly JsonDialect Stored = Streams with { Options = default };

    /// <summary>Members of Kubernetes objects: lowerCamelCase names.</summary>
    public static readonly JsonDialect Kubernetes = Stored with { CamelCase = true };

    /// <summary>Leaves out empty texts and lists, 0, false and unset messages.</summary>
    public bool OmitsZeros { get; private init; }

    /// <summary>Enums and 64-bit integers are numbers, not texts.</summary>
    public bool PlainNumbers { get; private init; }

    /// <summary>Names in lowerCamelCase, else those of the schema.</summary>
    public bool CamelCase { get; private init; }

    internal JsonWriterOptions Options { get; private init; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
