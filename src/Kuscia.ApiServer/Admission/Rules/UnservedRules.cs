using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>What would judge requests if this server asked it: refused by name, because a rule that is stored and never asked would let everything pass.</summary>
internal static class UnservedRules
{
    /// <summary>The webhooks of a configuration; one without any has no effect and is stored.</summary>
    public static IEnumerable<StatusCause> Webhooks(JsonObject configuration) => configuration.Objects("webhooks")
        .Select(w => StatusCause.Forbidden($"webhooks[{w.Index}].clientConfig", $"this server calls no webhooks: \"{w.Item.String("name")}\" would never be asked; leave it out"));

    /// <summary>The rules of a policy; one without any has no effect and is stored.</summary>
    public static IEnumerable<StatusCause> Policy(JsonObject policy) => ((string[])["validations", "auditAnnotations"])
        .Where(member => policy.Child("spec").Array(member).Any())
        .Select(member => StatusCause.Forbidden($"spec.{member}", "this server runs no admission policies: the rules would never be asked; leave the policy out"));
}
