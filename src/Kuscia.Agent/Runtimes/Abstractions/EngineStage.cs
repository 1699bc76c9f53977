namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>One part of an engine's work, as the engine tells it.</summary>
/// <param name="Name">Lower-case letters, digits, <c>-</c> and <c>_</c>; 32 at most.</param>
/// <param name="Began">When it began.</param>
/// <param name="Lasted">How long it took.</param>
internal sealed record EngineStage(string Name, DateTimeOffset Began, TimeSpan Lasted);
