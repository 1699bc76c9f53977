namespace KubeFate.Storage;

/// <summary>A statement with the values of its parameters. Names in double quotes fit every dialect; values never stand in the text.</summary>
/// <param name="Text">The statement, with <c>@name</c> for parameters.</param>
/// <param name="Values">The parameters.</param>
internal sealed record Sql(string Text, params (string Name, object? Value)[] Values);
