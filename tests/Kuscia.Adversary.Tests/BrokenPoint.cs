using Microsoft.AspNetCore.Http;

namespace Kuscia.Adversary.Tests;

/// <summary>The requests of a victim that a hostile host answers brokenly, and the answers to try there.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Is">Which requests.</param>
/// <param name="Answers">One hostile host each.</param>
internal sealed record BrokenPoint(string Name, Func<HttpContext, bool> Is, IReadOnlyList<BrokenAnswer> Answers)
{
    public static IReadOnlyList<BrokenPoint> All { get; } =
    [
        new("list", c => IsApi(c, "GET") && !IsWatch(c) && NameOf(c) is null, [.. BrokenAnswers.General, .. BrokenAnswers.Lists]),
        new("watch", c => IsApi(c, "GET") && IsWatch(c), [.. BrokenAnswers.General, .. BrokenAnswers.Watches]),
        new("get", c => IsApi(c, "GET") && NameOf(c) is not null, BrokenAnswers.General),
        new("write", c => IsApi(c, "PATCH") || IsApi(c, "PUT"), BrokenAnswers.General),
        new("state of the token", c => HostileHost.IsHandshake(c) && HttpMethods.IsGet(c.Request.Method), BrokenAnswers.General),
        new("handshake", c => HostileHost.IsHandshake(c) && !HttpMethods.IsGet(c.Request.Method), BrokenAnswers.General),
        new("flood of a list", c => IsApi(c, "GET") && !IsWatch(c) && NameOf(c) is null, BrokenAnswers.FloodsOfLists),
        new("flood of events", c => IsApi(c, "GET") && IsWatch(c), BrokenAnswers.FloodsOfEvents),
    ];

    private static bool IsApi(HttpContext context, string method) => context.Request.Method == method && context.Request.Path.StartsWithSegments("/apis");

    private static bool IsWatch(HttpContext context) => context.Request.Query["watch"] == "true";

    private static string? NameOf(HttpContext context) => (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, _, _, { } name, ..] ? name : null;
}
