namespace Kuscia.Model.Meta;

/// <summary>
/// The rules of all identifiers that users choose and controllers make other names of. Each is checked where it enters (KusciaAPI, commands) and, for
/// objects that come another way (kubectl, a partner), where the controllers take them up.
/// </summary>
public static class IdentifierRules
{
    private const int Label = 63;
    private const int Subdomain = 253;

    // Label pod-identity is <uid of the task>-<role>-<index>: 63 - 36 characters of the uid - 2 hyphens - 1 digit.
    private const int RoleLength = 24;

    // Annotation kuscia.secretflow/bandwidth-limit-<domain>: the part after the slash has at most 63 characters.
    private const int BandwidthDestinationLength = Label - 16;

    /// <summary>Characters of the random end of a generated task id, with its hyphen.</summary>
    private const int SuffixLength = 13;

    /// <summary>The name of a job.</summary>
    public static IdentifierRule Job { get; } = new(IdentifierForm.Subdomain, Label, "names the job on every party and begins the ids of its tasks");

    /// <summary>The id of a task.</summary>
    public static IdentifierRule Task { get; } = new(IdentifierForm.Label, Label, "begins the names of the task's pods and services on every party");

    /// <summary>The name of a task within its job.</summary>
    public static IdentifierRule Alias { get; } = new(IdentifierForm.Line, Subdomain, "is what dependencies of other tasks name");

    /// <summary>The role of a party in a task.</summary>
    public static IdentifierRule Role { get; } = new(IdentifierForm.Label, RoleLength, "is part of the names of the party's pods and services and of a label");

    /// <summary>The name of an AppImage.</summary>
    public static IdentifierRule AppImage { get; } = new(IdentifierForm.Subdomain, Subdomain, "names an AppImage object");

    /// <summary>The id of a domain.</summary>
    public static IdentifierRule Domain { get; } = new(IdentifierForm.Domain, DomainNames.MaxLength, "names a domain");

    /// <summary>The domain that a bandwidth limit is for.</summary>
    public static IdentifierRule BandwidthDestination { get; } =
        new(IdentifierForm.Domain, BandwidthDestinationLength, "ends the key of an annotation, bandwidth-limit-DOMAIN, of at most 63 characters");

    /// <summary>The id of a table, model or report.</summary>
    public static IdentifierRule DomainData { get; } = new(IdentifierForm.Subdomain, Label, "names a DomainData object and is a label of its grants");

    /// <summary>The name of a node.</summary>
    public static IdentifierRule Node { get; } = new(IdentifierForm.Subdomain, Label, "names a Node object and is a label value");

    /// <summary>The id of a task that its job does not name: the job's name, as far as a task id can hold it, and a random end.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="suffix">12 random hex digits.</param>
    public static string GenerateTaskId(string job, string suffix)
    {
        string stem = job.Replace('.', '-');
        return $"{(stem.Length > Label - SuffixLength ? stem[..(Label - SuffixLength)].TrimEnd('-') : stem)}-{suffix}";
    }
}
