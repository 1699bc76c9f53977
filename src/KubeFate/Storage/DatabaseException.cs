namespace KubeFate.Storage;

/// <summary>The database cannot be reached or refuses a statement.</summary>
/// <param name="message">What it said.</param>
/// <param name="inner">The driver's failure.</param>
internal sealed class DatabaseException(string message, Exception? inner = null) : Exception(message, inner);
