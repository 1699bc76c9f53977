namespace KubeFate.Checks;

/// <summary>What a look before an installation found.</summary>
/// <param name="Text">What is wrong, and what helps.</param>
/// <param name="IsFatal">Whether the installation would end half done, so that it is not begun.</param>
internal sealed record Finding(string Text, bool IsFatal);
