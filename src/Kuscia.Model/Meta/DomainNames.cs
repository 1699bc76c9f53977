namespace Kuscia.Model.Meta;

/// <summary>
/// What a domain may be called. Its name is a namespace, one label of every host name <c>service.domain.svc</c>, a label value and a file name, and none of
/// the namespaces that belong to the system: rights in a domain's namespace are given to a partner.
/// </summary>
public static class DomainNames
{
    /// <summary>The longest name, in characters: one DNS label (RFC 1035 §2.3.4).</summary>
    public const int MaxLength = 63;

    /// <summary>The prefix of namespaces that Kubernetes keeps for itself.</summary>
    public const string SystemPrefix = "kube-";

    // Longer names are cut in messages: they may come from a stranger.
    private const int ShownLength = 80;

    /// <summary>Namespaces and host names of the system that no domain may take.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["default", WellKnownNames.CrossDomainNamespace, "master"];

    /// <summary>Why a text cannot be the name of a domain, as one sentence with the value and the cure; null when it can.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0)
        {
            return "the domain id is empty: give one of 1 to 63 lower-case letters, digits and '-', for example 'alice'";
        }

        if (name.Length > MaxLength)
        {
            return $"domain id '{Shown(name)}' has {name.Length} characters: use at most {MaxLength}";
        }

        if (!IsLabel(name))
        {
            return $"domain id '{Shown(name)}' is no DNS label: use lower-case letters, digits and '-' (no dots), beginning and ending with a letter or digit, for example 'alice'";
        }

        return IsSystem(name) ? $"domain id '{name}' belongs to the system ('{SystemPrefix}…', '{string.Join("', '", Reserved)}'): choose another name" : null;
    }

    /// <summary>True for namespaces of the system: <c>kube-…</c>, <c>default</c>, <c>cross-domain</c>, and <c>master</c>, which host names need.</summary>
    public static bool IsSystem(string name)
    {
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            return true;
        }

        foreach (string reserved in Reserved)
        {
            if (name == reserved)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLabel(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return name[0] != '-' && name[^1] != '-';
    }

    private static string Shown(string name)
    {
        ReadOnlySpan<char> start = name.AsSpan(0, Math.Min(name.Length, ShownLength));
        return string.Create(start.Length, start, (target, from) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
            }
        }) + (name.Length > ShownLength ? "…" : "");
    }
}
