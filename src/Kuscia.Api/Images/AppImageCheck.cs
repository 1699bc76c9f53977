using System.Globalization;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Images;

/// <summary>Rules of an app image.</summary>
internal static class AppImageCheck
{
    /// <summary>Throws with everything that is wrong; amounts have a code of their own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isNew">True on create, where image and templates must be given.</param>
    /// <param name="amountCode">Code of an amount that is no quantity.</param>
    public static void Require(CreateAppImageRequest request, bool isNew, int amountCode)
    {
        RequestCheck.Require(
            RequestCheck.Name("name", request.Name),
            isNew || request.Image is not null ? RequestCheck.Given("image.name", request.Image?.Name ?? "") : null,
            isNew && request.DeployTemplates.Count == 0 ? "Field \"deploy_templates\" must hold at least one template" : null);
        RequestCheck.Require([.. request.DeployTemplates.SelectMany(CheckTemplate)]);
        if (request.DeployTemplates.SelectMany(t => t.Containers).SelectMany(CheckAmounts).FirstOrDefault(f => f is not null) is { } fault)
        {
            throw new OperationFaultException(amountCode, fault);
        }
    }

    private static IEnumerable<string?> CheckTemplate(DeployTemplate template, int index)
    {
        string path = $"deploy_templates[{index}]";
        yield return RequestCheck.Given($"{path}.name", template.Name);
        yield return template.Replicas >= 0 ? null : RequestCheck.Invalid($"{path}.replicas", template.Replicas.ToString(CultureInfo.InvariantCulture), "it must not be below 0");
        yield return RequestCheck.OneOf($"{path}.restart_policy", template.RestartPolicy, "", "Always", "Never", "OnFailure");
        yield return template.Containers.Count > 0 ? null : $"Field \"{path}.containers\" must hold at least one container";
        for (int i = 0; i < template.Containers.Count; i++)
        {
            Container container = template.Containers[i];
            yield return RequestCheck.Given($"{path}.containers[{i}].name", container.Name);
            for (int p = 0; p < container.Ports.Count; p++)
            {
                yield return RequestCheck.Given($"{path}.containers[{i}].ports[{p}].name", container.Ports[p].Name);
                yield return RequestCheck.OneOf($"{path}.containers[{i}].ports[{p}].protocol", container.Ports[p].Protocol, "", "HTTP", "GRPC");
                yield return RequestCheck.OneOf($"{path}.containers[{i}].ports[{p}].scope", container.Ports[p].Scope, "", "Cluster", "Domain", "Local");
            }
        }
    }

    private static IEnumerable<string?> CheckAmounts(Container container) =>
    [
        RequestCheck.AmountIfGiven("resources.limits.cpu", container.Resources?.Limits?.Cpu ?? ""),
        RequestCheck.AmountIfGiven("resources.limits.memory", container.Resources?.Limits?.Memory ?? ""),
        RequestCheck.AmountIfGiven("resources.requests.cpu", container.Resources?.Requests?.Cpu ?? ""),
        RequestCheck.AmountIfGiven("resources.requests.memory", container.Resources?.Requests?.Memory ?? ""),
    ];
}
