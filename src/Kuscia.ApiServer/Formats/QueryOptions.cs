using System.Globalization;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Formats;

/// <summary>Reads the query of a request.</summary>
internal static class QueryOptions
{
    private const int MaxManagerLength = 128;

    /// <summary>Options of list, watch and deletecollection.</summary>
    public static ListParameters List(HttpRequest request, KindDescriptor kind)
    {
        IQueryCollection query = request.Query;
        return new ListParameters
        {
            Selection = Selection.Parse(kind, query["labelSelector"], query["fieldSelector"]),
            Limit = Math.Max(0, Number(query["limit"]) ?? 0),
            Continue = query["continue"],
            ResourceVersion = query["resourceVersion"],
            ResourceVersionMatch = query["resourceVersionMatch"],
            AllowWatchBookmarks = RequestInfo.Flag(query["allowWatchBookmarks"]),
            SendInitialEvents = query.ContainsKey("sendInitialEvents") ? RequestInfo.Flag(query["sendInitialEvents"]) : null,
            TimeoutSeconds = Number(query["timeoutSeconds"]),
        };
    }

    /// <summary>Adds the options of a write to a call; <paramref name="optionsKind"/> names them in failures, for example <c>CreateOptions</c>.</summary>
    public static ResourceCall Write(HttpRequest request, ResourceCall call, string optionsKind)
    {
        IQueryCollection query = request.Query;
        List<StatusCause> causes = new();
        string[] dryRun = [.. query["dryRun"].OfType<string>().Where(d => d.Length > 0)];
        if (dryRun.Any(d => d != "All"))
        {
            string given = string.Join(", ", dryRun.Select(d => StatusCause.Quote(d)));
            causes.Add(StatusCause.NotSupported("dryRun", $"[]string{{{given}}}", "All"));
        }

        string? manager = query["fieldManager"];
        if (manager?.Length > MaxManagerLength)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: must have at most {MaxManagerLength} bytes", "fieldManager"));
        }

        string validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Ignore" or "Strict" or "Warn"))
        {
            causes.Add(StatusCause.NotSupported("fieldValidation", StatusCause.Quote(validation), "", "Ignore", "Strict", "Warn"));
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid("meta.k8s.io", optionsKind, "", causes);
        }

        return call with
        {
            DryRun = dryRun.Length > 0,
            FieldManager = string.IsNullOrEmpty(manager) ? null : manager,
            Client = Client(request.Headers.UserAgent),
            Force = RequestInfo.Flag(query["force"]),
            FieldValidation = validation switch { "Ignore" => FieldValidation.Ignore, "Strict" => FieldValidation.Strict, _ => FieldValidation.Warn },
        };
    }

    // The name of the program in front of its version.
    private static string? Client(string? agent)
    {
        string name = (agent ?? "").Split('/')[0].Trim();
        return name.Length == 0 ? null : name.Length > MaxManagerLength ? name[..MaxManagerLength] : name;
    }

    /// <summary>A whole number of the query, or null; throws BadRequest.</summary>
    public static long? Number(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing {StatusCause.Quote(text)}: invalid syntax");
    }
}
