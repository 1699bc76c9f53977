namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Where a match was found, and where the groups that were asked for are.</summary>
/// <param name="Marks">Begin and end of the match, then of each group; -1 for a group that took no part.</param>
internal readonly record struct RegexMatch(int[] Marks)
{
    public int Start => Marks[0];

    public int End => Marks[1];
}
