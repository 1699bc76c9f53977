using System.Text;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>The text of a template file and its name, for the places in error texts.</summary>
internal sealed class SourceText(string name, string text)
{
    /// <summary>The name of the file.</summary>
    public string Name { get; } = name;

    /// <summary>The place as Go prints it: name, line from 1, column in bytes from 0.</summary>
    public string Locate(int position)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(position, text.Length));
        int lineStart = before.LastIndexOf('\n') + 1;
        int line = before.Count('\n') + 1;
        return $"{Name}:{line}:{Encoding.UTF8.GetByteCount(before[lineStart..])}";
    }
}
