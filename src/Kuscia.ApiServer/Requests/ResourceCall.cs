using Kuscia.ApiServer.Callers;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Requests;

/// <summary>One call on a kind, from HTTP or from a module of this process.</summary>
internal sealed record ResourceCall(KindDescriptor Kind, UserInfo User)
{
    /// <summary>Namespace of the path; null for cluster-scoped kinds and lists over all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the path; empty for collections.</summary>
    public string Name { get; init; } = "";

    /// <summary>The kind that the client sees where it is another spelling of the stored one; null otherwise.</summary>
    public KindDescriptor? View { get; init; }

    /// <summary>For example <c>status</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Decide and answer, but store nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who is recorded as owner of the fields written; null when not given.</summary>
    public string? FieldManager { get; init; }

    /// <summary>The program that calls, by its user agent; null when it does not say.</summary>
    public string? Client { get; init; }

    /// <summary>Take fields over from other managers (server-side apply).</summary>
    public bool Force { get; init; }

    public FieldValidation FieldValidation { get; init; } = FieldValidation.Warn;

    /// <summary>Members that the body gave twice.</summary>
    public IReadOnlyList<string> DuplicateFields { get; init; } = [];

    /// <summary>Throws Forbidden when the caller may not create; asked where another verb (update, apply) would make a new object. Null when nobody needs to ask.</summary>
    public Func<CancellationToken, Task>? EnsureMayCreate { get; init; }

    /// <summary>The caller's share of the server; null for one who is not counted.</summary>
    public CallerShare? Share { get; init; }

    /// <summary>What a write is made on behalf of; null for nothing that can be lost.</summary>
    public WriteFence? Fence { get; init; }

    /// <summary>What the written object takes that no other of its kind may have; null for nothing.</summary>
    public RangeClaim? Claim { get; init; }

    /// <summary>Counts the bytes of the answer in work; null together with <see cref="Share"/>.</summary>
    public AnswerReservation? Answer { get; init; }

    /// <summary>Texts for warning headers.</summary>
    public List<string> Warnings { get; init; } = [];

    /// <summary>The same caller on another object.</summary>
    public ResourceCall On(KindDescriptor kind, string? @namespace, string name) => new(kind, User) { Namespace = @namespace, Name = name, DryRun = DryRun, Fence = Fence };
}
