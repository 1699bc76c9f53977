namespace Kuscia.Soak.Bench;

/// <summary>The lines of a summary, and whether each bound was kept.</summary>
internal sealed class SoakReport
{
    private readonly List<(string What, string Figure, string Bound, bool Good)> _lines = [];

    public bool IsGood => _lines.All(l => l.Good);

    public void Tell(string what, string figure) => _lines.Add((what, figure, "", true));

    public void Check(string what, string figure, string bound, bool good) => _lines.Add((what, figure, bound, good));

    public void Print(TextWriter output)
    {
        output.WriteLine("| what | figure | bound | |");
        output.WriteLine("|---|---:|---:|---|");
        foreach ((string what, string figure, string bound, bool good) in _lines)
        {
            output.WriteLine($"| {what} | {figure} | {bound} | {(bound.Length == 0 ? "" : good ? "kept" : "BROKEN")} |");
        }
    }
}
