using Microsoft.AspNetCore.Http;

namespace Kuscia.Adversary.Tests;

/// <summary>The requests of a victim that a hostile host answers brokenly, and how.</summary>
internal sealed record BrokenPoint(Func<HttpContext, bool> Is, BrokenAnswer Answer, string Name)
{
    private static readonly string[] FineForOneObject = ["status 404"];

    /// <summary>Rows of many points each; every point is a partner of its own.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<BrokenPoint>> Rows { get; } = new Dictionary<string, IReadOnlyList<BrokenPoint>>
    {
        ["lists"] = Of("list", IsList, [.. BrokenAnswers.General, .. BrokenAnswers.Lists]),
        ["watches, objects, writes and tokens"] =
        [
            .. Of("watch", IsWatch, [.. BrokenAnswers.Few, .. BrokenAnswers.Watches]),
            .. Of("get", c => IsApi(c, "GET") && NameOf(c) is not null, [.. BrokenAnswers.Few.Where(a => !FineForOneObject.Contains(a.Name))]),
            .. Of("write", IsAnswer, [.. BrokenAnswers.Few.Where(a => !FineForOneObject.Contains(a.Name))]),
            .. Of("state of the token", c => HostileHost.IsHandshake(c) && HttpMethods.IsGet(c.Request.Method), BrokenAnswers.Few),
            .. Of("handshake", c => HostileHost.IsHandshake(c) && !HttpMethods.IsGet(c.Request.Method), BrokenAnswers.Few),
        ],
        ["floods of lists"] = Of("list", IsList, BrokenAnswers.FloodsOfLists),
        ["floods of events"] = Of("watch", IsWatch, BrokenAnswers.FloodsOfEvents),
    };

    /// <summary>True for requests about one object: a member sends them when an object that it has taken is gone.</summary>
    public bool NeedsWithdrawal => Name == "get";

    /// <summary>Whether the member answers an object that it has taken.</summary>
    public static bool IsAnswer(HttpContext context) => IsApi(context, "PATCH") || IsApi(context, "PUT");

    public override string ToString() => $"{Name} answered with {Answer}";

    private static List<BrokenPoint> Of(string name, Func<HttpContext, bool> which, IReadOnlyList<BrokenAnswer> answers) => [.. answers.Select(a => new BrokenPoint(which, a, name))];

    private static bool IsList(HttpContext context) => IsApi(context, "GET") && !IsWatch(context) && NameOf(context) is null;

    private static bool IsWatch(HttpContext context) => IsApi(context, "GET") && context.Request.Query["watch"] == "true";

    private static bool IsApi(HttpContext context, string method) => context.Request.Method == method && context.Request.Path.StartsWithSegments("/apis");

    private static string? NameOf(HttpContext context) => (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, _, _, { } name, ..] ? name : null;
}
