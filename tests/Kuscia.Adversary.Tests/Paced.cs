using System.Globalization;

namespace Kuscia.Adversary.Tests;

/// <summary>Sends as fast as the victim lets a partner: one who is told to come back later does, so that a limit does not hide the answer behind it.</summary>
internal static class Paced
{
    private const int Attempts = 60;

    public static async Task<RawAnswer> SendAsync(
        Intruder intruder, string method, string target, string? body = null, string? host = null, string contentType = "application/json",
        IReadOnlyList<(string Name, string Value)>? headers = null, bool headOnly = false)
    {
        RawAnswer answer = RawAnswer.None;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            answer = await intruder.SendAsync(method, target, body, host, contentType, headers, headOnly);
            if (answer.Status != 429)
            {
                return answer;
            }

            int seconds = int.TryParse(answer.Headers.GetValueOrDefault("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out int told) ? told : 1;
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(seconds, 0.1, 2)), TimeProvider.System);
        }

        return answer;
    }
}
