using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Answers;

/// <summary>The failures of the API, worded as Kubernetes words them.</summary>
internal static class ApiErrors
{
    /// <summary>No object of this name.</summary>
    public static ApiStatusException NotFound(KindDescriptor kind, string name) =>
        new(new ApiStatus(404, "NotFound", $"{Qualified(kind)} \"{name}\" not found") { Details = About(kind, name) });

    /// <summary>No such path, kind or subresource.</summary>
    public static ApiStatusException NoSuchResource() =>
        new(new ApiStatus(404, "NotFound", "the server could not find the requested resource") { Details = new ApiStatusDetails() });

    /// <summary>The name is taken.</summary>
    public static ApiStatusException AlreadyExists(KindDescriptor kind, string name, bool beingDeleted = false) =>
        new(new ApiStatus(409, "AlreadyExists", $"{(beingDeleted ? "object is being deleted: " : "")}{Qualified(kind)} \"{name}\" already exists") { Details = About(kind, name) });

    /// <summary>Somebody changed the object meanwhile.</summary>
    public static ApiStatusException Modified(KindDescriptor kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>The write cannot be done on the stored object.</summary>
    public static ApiStatusException Conflict(KindDescriptor kind, string name, string why) =>
        new(new ApiStatus(409, "Conflict", $"Operation cannot be fulfilled on {Qualified(kind)} \"{name}\": {why}") { Details = About(kind, name) });

    /// <summary>The object breaks the rules of its kind.</summary>
    public static ApiStatusException Invalid(string group, string kind, string name, IReadOnlyList<StatusCause> causes)
    {
        string Text(StatusCause cause) => string.IsNullOrEmpty(cause.Field) ? cause.Message : $"{cause.Field}: {cause.Message}";
        string[] texts = [.. causes.Select(Text).Distinct()];
        string faults = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        string qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return new ApiStatusException(new ApiStatus(422, "Invalid", $"{qualified} \"{name}\" is invalid: {faults}")
        {
            Details = new ApiStatusDetails { Name = name, Group = group, Kind = kind, Causes = causes },
        });
    }

    /// <summary>The object breaks the rules of its kind.</summary>
    public static ApiStatusException Invalid(KindDescriptor kind, string name, params IReadOnlyList<StatusCause> causes) =>
        Invalid(kind.Kind.Group, kind.Kind.Kind, name, causes);

    /// <summary>The request itself is wrong.</summary>
    public static ApiStatusException BadRequest(string message) => new(new ApiStatus(400, "BadRequest", message));

    /// <summary>The caller or the state forbids it; <paramref name="why"/> follows "is forbidden: ".</summary>
    public static ApiStatusException Forbidden(KindDescriptor kind, string? name, string why, params IReadOnlyList<StatusCause> causes) =>
        new(new ApiStatus(403, "Forbidden", $"{Qualified(kind)}{(string.IsNullOrEmpty(name) ? "" : $" \"{name}\"")} is forbidden: {why}")
        {
            Details = About(kind, name) with { Causes = causes },
        });

    /// <summary>The verb is not served at this path.</summary>
    public static ApiStatusException MethodNotAllowed() =>
        new(new ApiStatus(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { Details = new ApiStatusDetails() });

    /// <summary>The version asked for is compacted.</summary>
    public static ApiStatusException Expired(string message, string? continueToken = null) => new(new ApiStatus(410, "Expired", message) { Continue = continueToken });

    /// <summary>The body's media type is not understood.</summary>
    public static ApiStatusException UnsupportedMediaType() => new(new ApiStatus(415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf"));

    /// <summary>The body is longer than allowed.</summary>
    public static ApiStatusException TooLarge(long limit) => new(new ApiStatus(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}"));

    /// <summary>The object is larger than the store takes.</summary>
    public static ApiStatusException ObjectTooLarge(KindDescriptor kind, string name, long size, long limit) =>
        new(new ApiStatus(413, "RequestEntityTooLarge", $"Request entity too large: {Qualified(kind)} \"{name}\" would have {size} bytes; at most {limit} are stored") { Details = About(kind, name) });

    /// <summary>A list that is asked for in one piece is larger than one answer may be.</summary>
    public static ApiStatusException ListTooLarge(KindDescriptor kind, long limit) =>
        new(new ApiStatus(413, "RequestEntityTooLarge", $"Request entity too large: the list of {Qualified(kind)} has more than {limit} bytes; ask for it in pages (limit=500, then continue)") { Details = About(kind, null) });

    /// <summary>The writer has lost the lease on whose behalf it writes.</summary>
    public static ApiStatusException Fenced(KindDescriptor kind, string name) =>
        new(new ApiStatus(503, "ServiceUnavailable", $"{Qualified(kind)} \"{name}\" was not written: this instance does not lead any more") { Details = About(kind, name) });

    /// <summary>A failure inside the server.</summary>
    public static ApiStatusException Internal(string message) => new(new ApiStatus(500, "InternalError", message));

    /// <summary>The plural with its group, as messages name a resource.</summary>
    public static string Qualified(KindDescriptor kind) => kind.Kind.Group.Length == 0 ? kind.Kind.Plural : $"{kind.Kind.Plural}.{kind.Kind.Group}";

    private static ApiStatusDetails About(KindDescriptor kind, string? name) => new() { Name = name, Group = kind.Kind.Group, Kind = kind.Kind.Plural };
}
