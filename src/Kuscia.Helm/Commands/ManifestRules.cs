using System.Text.RegularExpressions;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>What <c>helm lint</c> expects of a rendered file.</summary>
internal static partial class ManifestRules
{
    private const int MaxNameLength = 253;

    public static IEnumerable<LintMessage> Check(string file, string text)
    {
        string? first = text.Split('\n').FirstOrDefault(line => line.Trim().Length > 0);
        if (first is not null && first[0] is ' ' or '\t')
        {
            yield return new LintMessage(
                LintSeverity.Warning, file, $"document starts with an illegal indent: \"{first}\", which may cause parsing problems");
        }

        foreach (string document in ManifestSplitter.Split(text))
        {
            if (CheckDocument(file, document) is { } message)
            {
                yield return message;
            }
        }
    }

    private static LintMessage? CheckDocument(string file, string document)
    {
        ManifestHead head;
        try
        {
            head = ManifestHead.Read(document);
        }
        catch (HelmException e)
        {
            return new LintMessage(LintSeverity.Error, file, $"unable to parse YAML: {e.Message}");
        }

        bool isObject = head.Kind.Length > 0 || head.ApiVersion.Length > 0;
        bool goodName = head.Name.Length <= MaxNameLength && ObjectName().IsMatch(head.Name);
        return !isObject || goodName || head.Kind is "ClusterRole" or "ClusterRoleBinding" or "Role" or "RoleBinding"
            ? null
            : new LintMessage(
                LintSeverity.Warning,
                file,
                $"object name does not conform to Kubernetes naming requirements: \"{head.Name}\": a lowercase RFC 1123 subdomain must consist of " +
                "lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character");
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex ObjectName();
}
