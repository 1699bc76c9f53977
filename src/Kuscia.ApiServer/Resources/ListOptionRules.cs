using System.Globalization;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Resources;

/// <summary>Which combinations of list options make sense.</summary>
internal static class ListOptionRules
{
    private const string Field = "resourceVersionMatch";

    /// <summary>Throws Invalid for a combination that has no meaning.</summary>
    public static void Check(ListParameters parameters, bool watch)
    {
        List<StatusCause> causes = new();
        string match = parameters.ResourceVersionMatch ?? "";
        if (parameters.SendInitialEvents is not null)
        {
            CheckInitialEvents(causes, match, watch);
        }
        else if (match.Length > 0)
        {
            CheckMatch(causes, parameters, match, watch);
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid("meta.k8s.io", "ListOptions", "", causes);
        }
    }

    /// <summary>The number of a resourceVersion, null when none is given; throws as Kubernetes does for anything else.</summary>
    public static long? Revision(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
            ? revision
            : throw new ApiStatusException(new ApiStatus(500, null,
                $"resourceVersion: Invalid value: {StatusCause.Quote(text)}: strconv.ParseUint: parsing {StatusCause.Quote(text)}: invalid syntax"));
    }

    /// <summary>Throws Timeout for a revision that does not exist yet.</summary>
    public static void NotInFuture(long revision, long current)
    {
        if (revision > current)
        {
            throw new ApiStatusException(new ApiStatus(504, "Timeout", $"Timeout: Too large resource version: {revision}, current: {current}")
            {
                Details = new ApiStatusDetails
                {
                    Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", null)],
                    RetryAfterSeconds = 1,
                },
            });
        }
    }

    private static void CheckInitialEvents(List<StatusCause> causes, string match, bool watch)
    {
        if (!watch)
        {
            causes.Add(StatusCause.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
            return;
        }

        if (match.Length == 0)
        {
            causes.Add(StatusCause.Forbidden(Field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        else if (match != "NotOlderThan")
        {
            causes.Add(StatusCause.NotSupported(Field, StatusCause.Quote(match), "NotOlderThan"));
        }
    }

    private static void CheckMatch(List<StatusCause> causes, ListParameters parameters, string match, bool watch)
    {
        if (watch)
        {
            causes.Add(StatusCause.Forbidden(Field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            return;
        }

        if (string.IsNullOrEmpty(parameters.ResourceVersion))
        {
            causes.Add(StatusCause.Forbidden(Field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            return;
        }

        if (match is not ("Exact" or "NotOlderThan"))
        {
            causes.Add(StatusCause.NotSupported(Field, StatusCause.Quote(match), "Exact", "NotOlderThan", ""));
            return;
        }

        if (match == "Exact" && parameters.ResourceVersion == "0")
        {
            causes.Add(StatusCause.Forbidden(Field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }
}
