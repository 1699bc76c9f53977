namespace Kuscia.Gateway.Handshake;

/// <summary>Times of the handshake: nanoseconds since 1970.</summary>
internal static class UnixNanoseconds
{
    // 100 years from now still fit: 2^63 ns reach to the year 2262.
    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
