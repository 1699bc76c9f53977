using System.Security.Cryptography;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Domains;

/// <summary>The tokens by which new lite nodes enrol: at most one used, exactly one unused.</summary>
internal static class DeployTokens
{
    private const int Length = 32;

    // Without characters that are mistaken for others.
    private const string Alphabet = "23456789abcdefghijklmnpqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ";

    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, Length);

    public static IReadOnlyList<DeployTokenStatus> Next(IReadOnlyList<DeployTokenStatus>? before, Func<string> generate, DateTimeOffset now)
    {
        IReadOnlyList<DeployTokenStatus> known = before ?? [];
        DeployTokenStatus? used = known.Where(t => t.State == "used").MaxBy(t => t.LastTransitionTime ?? DateTimeOffset.MinValue);
        DeployTokenStatus unused = known.FirstOrDefault(t => t.State == "unused") ?? new DeployTokenStatus { Token = generate(), State = "unused", LastTransitionTime = now };
        return used is null ? [unused] : [used, unused];
    }
}
