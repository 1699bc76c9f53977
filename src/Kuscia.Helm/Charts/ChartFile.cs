using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>One file of a chart, held in memory.</summary>
/// <param name="Name">Path inside the chart, with <c>/</c> between folders.</param>
/// <param name="Data">Content, without a leading byte order mark.</param>
public sealed record ChartFile(string Name, ReadOnlyMemory<byte> Data)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The content as text; what is no UTF-8 is carried as it is, so that YAML in UTF-16 can be told.</summary>
    public string Text => GoText.FromBytes(Data.Span);

    internal static ChartFile FromBytes(string name, byte[] data) =>
        data.AsSpan().StartsWith(ByteOrderMark) ? new(name, data.AsMemory(3)) : new(name, data);
}
