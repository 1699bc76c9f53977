using System.Text.RegularExpressions;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>Which hash of here stands for which recorded one: found by trying, and kept for the rest of the scenario.</summary>
internal sealed partial class RecordedHashes
{
    private Dictionary<string, string> _known = [];

    /// <summary>True when the recorded words can be given to the hashes so that the comparison holds.</summary>
    public bool Fit(string recorded, IEnumerable<string> present, Func<IReadOnlyDictionary<string, string>, bool> compare)
    {
        string[] words = [.. Word().Matches(recorded).Select(m => m.Value).Distinct().Where(w => !_known.ContainsValue(w))];
        string[] hashes = [.. present.Distinct().Where(h => !_known.ContainsKey(h))];
        return Try(_known, words, hashes, compare);
    }

    private bool Try(Dictionary<string, string> known, string[] words, string[] hashes, Func<IReadOnlyDictionary<string, string>, bool> compare)
    {
        if (words.Length == 0)
        {
            bool fits = compare(known);
            _known = fits ? known : _known;
            return fits;
        }

        return hashes.Any(h => Try(new Dictionary<string, string>(known) { [h] = words[0] }, words[1..], [.. hashes.Where(o => o != h)], compare));
    }

    [GeneratedRegex("<hash:[0-9]+>")]
    private static partial Regex Word();
}
