namespace Kuscia.Api.Forwarding;

/// <summary>An operation has found nothing wrong with its request and would now ask the store.</summary>
internal sealed class StoreReachedException() : Exception("the store of a lite is that of its master");
