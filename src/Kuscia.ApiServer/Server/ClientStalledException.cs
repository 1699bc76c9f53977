namespace Kuscia.ApiServer.Server;

/// <summary>A client has taken nothing of its answer for too long.</summary>
internal sealed class ClientStalledException() : IOException("the client takes nothing of its answer");
