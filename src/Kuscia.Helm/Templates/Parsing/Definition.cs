namespace Kuscia.Helm.Templates.Parsing;

/// <summary>A named template: a file or what a define or block action made.</summary>
internal sealed record Definition(string Name, SourceText Source, ListNode Body)
{
    /// <summary>Whether it would never replace another definition.</summary>
    public bool IsEmpty { get; } = Body.IsEmpty;
}
