namespace Kuscia.Model.Selectors;

/// <summary>A selector text cannot be understood; the message says where.</summary>
public sealed class SelectorException(string message) : Exception(message);
