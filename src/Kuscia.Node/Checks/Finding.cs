namespace Kuscia.Node.Checks;

/// <summary>What one check found.</summary>
/// <param name="Check">Its name: one lower-case word.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="What">What was found, with numbers; the cause when it is not as it must be.</param>
/// <param name="Cure">The command, or the change, that helps; null when nothing is needed.</param>
internal sealed record Finding(string Check, Verdict Verdict, Words What, Words? Cure = null)
{
    public static Finding Ok(string check, string english, string chinese) => new(check, Verdict.Ok, new Words(english, chinese));
}
