using System.Globalization;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Images;

/// <summary>Rules of an app image.</summary>
internal static class AppImageCheck
{
    /// <summary>What a request without a name is told.</summary>
    public const string NoName = "appimage name can not be empty";

    /// <summary>Throws the first thing that is wrong; amounts have a code of their own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isNew">True on create, where templates must be given.</param>
    /// <param name="amountCode">Code of an amount that is no quantity.</param>
    public static void Require(CreateAppImageRequest request, bool isNew, int amountCode)
    {
        RequestCheck.First(
            RequestCheck.Filled(request.Name, NoName),
            RequestCheck.Name("appimage_id", request.Name),
            RequestCheck.Filled(request.Image?.Name ?? "", "base image name can not be empty"),
            isNew && request.DeployTemplates.Count == 0 ? "deploy templates can not be empty" : null);
        RequestCheck.First([.. request.DeployTemplates.SelectMany(CheckTemplate)]);
        RequestCheck.First(amountCode, [.. request.DeployTemplates.SelectMany(t => t.Containers).SelectMany(CheckAmounts)]);
    }

    // What else there is to say about ports and policies, the store says.
    private static IEnumerable<string?> CheckTemplate(DeployTemplate template, int index)
    {
        string path = $"deploy_templates[{index}]";
        yield return RequestCheck.Filled(template.Name, "deploy template name can not be empty");
        yield return template.Replicas >= 0 ? null : RequestCheck.Invalid($"{path}.replicas", template.Replicas.ToString(CultureInfo.InvariantCulture), "it must not be below 0");
        yield return RequestCheck.OneOf($"{path}.restart_policy", template.RestartPolicy, "", "Always", "Never", "OnFailure");
        yield return template.Containers.Count > 0 ? null : "containers can not be empty";
        for (int i = 0; i < template.Containers.Count; i++)
        {
            yield return RequestCheck.Given($"{path}.containers[{i}].name", template.Containers[i].Name);
        }
    }

    private static IEnumerable<string?> CheckAmounts(Container container) =>
    [
        CheckAmount("limit cpu", container.Resources?.Limits?.Cpu ?? ""),
        CheckAmount("limit memory", container.Resources?.Limits?.Memory ?? ""),
        CheckAmount("request cpu", container.Resources?.Requests?.Cpu ?? ""),
        CheckAmount("request memory", container.Resources?.Requests?.Memory ?? ""),
    ];

    private static string? CheckAmount(string what, string amount) =>
        RequestCheck.AmountIfGiven(what, amount) is null ? null : $"can't parse {what} {RequestCheck.Shown(amount)} to resource quantity, {RequestCheck.QuantityRule}";
}
