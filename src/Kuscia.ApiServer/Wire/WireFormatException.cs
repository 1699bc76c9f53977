namespace Kuscia.ApiServer.Wire;

/// <summary>A body that is not what its media type says; the message tells what is wrong.</summary>
internal sealed class WireFormatException(string message) : FormatException(message);
