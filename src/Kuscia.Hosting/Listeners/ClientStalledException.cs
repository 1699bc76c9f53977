namespace Kuscia.Hosting.Listeners;

/// <summary>A client has taken nothing of its answer for too long.</summary>
public sealed class ClientStalledException() : IOException("the client takes nothing of its answer");
