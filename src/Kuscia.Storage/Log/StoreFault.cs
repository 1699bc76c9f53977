namespace Kuscia.Storage.Log;

/// <summary>Why the store does not take writes now.</summary>
/// <param name="Message">What failed, with the cure.</param>
/// <param name="Since">When it began.</param>
public sealed record StoreFault(string Message, DateTimeOffset Since);
