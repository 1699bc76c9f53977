using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Subresources;

/// <summary>Reads and writes members by paths such as <c>.spec.replicas</c>.</summary>
internal static class ScaleMembers
{
    /// <summary>The paths that the workloads of Kubernetes share.</summary>
    public static readonly ScalePaths OfWorkloads = new(".spec.replicas", ".status.replicas", null);

    /// <summary>The whole number at a path, or null.</summary>
    public static long? Number(JsonObject value, string path) => Owner(value, path, make: false) is (JsonObject owner, string name) ? owner.Number(name) : null;

    /// <summary>The text at a path, or null.</summary>
    public static string? Text(JsonObject value, string? path) => path is not null && Owner(value, path, make: false) is (JsonObject owner, string name) ? owner.Text(name) : null;

    /// <summary>Sets the number at a path; the objects on the way are made.</summary>
    public static void Set(JsonObject value, string path, long number)
    {
        if (Owner(value, path, make: true) is (JsonObject owner, string name))
        {
            owner[name] = number;
        }
    }

    private static (JsonObject Owner, string Name)? Owner(JsonObject value, string path, bool make)
    {
        string[] steps = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        JsonObject at = value;
        foreach (string step in steps.AsSpan(0, Math.Max(0, steps.Length - 1)))
        {
            if (at[step] is not JsonObject next)
            {
                if (!make)
                {
                    return null;
                }

                next = [];
                at[step] = next;
            }

            at = next;
        }

        return steps.Length == 0 ? null : (at, steps[^1]);
    }
}
