namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>
/// Reads the lines of one run of a container, from the first one written after <paramref name="after"/> (null: from the beginning) until the run has ended and all its
/// lines are read. May be called again after a fault.
/// </summary>
internal delegate IAsyncEnumerable<LogLines> LogSource(DateTimeOffset? after, CancellationToken cancellationToken);

/// <summary>Some lines of a log.</summary>
/// <param name="Bytes">Whole lines, newlines included; only the very last may lack its own.</param>
/// <param name="Last">When the last of them was written; no line is older than those that came before.</param>
internal sealed record LogLines(ReadOnlyMemory<byte> Bytes, DateTimeOffset Last);
