namespace Kuscia.Api.Messages;

/// <summary>A request of which nothing is read.</summary>
internal sealed record NoRequest;
