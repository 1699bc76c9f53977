using Kuscia.ApiServer.Callers;

namespace Kuscia.Node.Configuration;

/// <summary>The keys <c>partnerLimits.*</c>: what one partner may take of the API server.</summary>
internal static class CallerLimits
{
    private const int Many = 1_000_000;
    private const int MiB = 1 << 20;

    /// <summary>Reads the keys; those that are not there keep their defaults.</summary>
    public static ShareOptions Read(ConfigReader reader)
    {
        ShareOptions defaults = new();
        return defaults with
        {
            Requests = reader.Number("partnerLimits.requests", defaults.Requests, 1, Many),
            LongRequests = reader.Number("partnerLimits.watches", defaults.LongRequests, 1, Many),
            WritesPerSecond = reader.Number("partnerLimits.writesPerSecond", (int)defaults.WritesPerSecond, 1, Many),
            WriteBurst = reader.Number("partnerLimits.writeBurst", defaults.WriteBurst, 1, Many),
            EventsPerSecond = reader.Number("partnerLimits.eventsPerSecond", (int)defaults.EventsPerSecond, 1, Many),
            EventBurst = reader.Number("partnerLimits.eventBurst", defaults.EventBurst, 1, Many),
            RevisionBytes = Bytes(reader, "partnerLimits.revisionMiB", defaults.RevisionBytes),
            Objects = reader.Number("partnerLimits.objects", (int)defaults.Objects, 1, Many),
            ObjectBytes = Bytes(reader, "partnerLimits.objectMiB", defaults.ObjectBytes),
            ListBytes = Bytes(reader, "partnerLimits.listMiB", defaults.ListBytes),
            PageBytes = Bytes(reader, "partnerLimits.pageMiB", defaults.PageBytes),
            AnswerBytes = Bytes(reader, "partnerLimits.answersMiB", defaults.AnswerBytes),
        };
    }

    private static long Bytes(ConfigReader reader, string key, long fallback) => (long)reader.Number(key, (int)(fallback / MiB), 1, Many) * MiB;
}
