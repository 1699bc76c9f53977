using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

/// <summary>What the recorded calls do not show of servings.</summary>
public class ServingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Prefix = "/api/v1/serving/";

    [Fact]
    public async Task A_serving_that_failed_before_any_party_was_known_says_why()
    {
        await CreateAsync("failed");
        await api.Store.PatchAsync(
            Kinds.KusciaDeployment, NameOf("failed"), JsonNode.Parse("""{"status":{"phase":"Failed","reason":"BuildPartyKitInfoFailed","message":"no image","totalParties":2}}""")!, "status", CancellationToken.None);

        JsonNode status = (await api.PostAsync(Prefix + "query", """{"serving_id":"failed"}"""))["data"]!["status"]!;

        Assert.Equal(("Failed", "BuildPartyKitInfoFailed", "no image"), ((string?)status["state"], (string?)status["reason"], (string?)status["message"]));
    }

    [Fact]
    public async Task An_update_of_a_container_that_nothing_has_is_refused_and_changes_nothing()
    {
        await CreateAsync("unknown");

        (int code, string message) = await api.OutcomeAsync(Prefix + "update", """{"serving_id":"unknown","serving_input_config":"new","parties":[{"domain_id":"bob","resources":[{"container_name":"zz","min_cpu":"1"}]}]}""");

        KusciaDeployment? stored = await api.Store.GetAsync(Kinds.KusciaDeployment, NameOf("unknown"), CancellationToken.None);
        Assert.Equal((11603, "container_name zz of party domainID/role bob/ resources doesn't exist in app image web"), (code, message));
        Assert.Equal("old", stored?.Spec?.InputConfig);
    }

    [Fact]
    public async Task Limits_of_a_container_that_has_only_requests_can_be_given()
    {
        await CreateAsync("amounts");
        await api.PostAsync(Prefix + "update", """{"serving_id":"amounts","parties":[{"domain_id":"alice","resources":[{"min_cpu":"1"}]}]}""");

        await api.PostAsync(Prefix + "update", """{"serving_id":"amounts","parties":[{"domain_id":"alice","resources":[{"container_name":"side","max_cpu":"2"}]}]}""");

        JsonNode parties = (await api.PostAsync(Prefix + "query", """{"serving_id":"amounts"}"""))["data"]!["parties"]!;
        Assert.Equal(
            [("main", "1", ""), ("side", "1", "2")],
            parties[0]!["resources"]!.AsArray().Select(r => ((string?)r!["container_name"], (string?)r["min_cpu"], (string?)r["max_cpu"])));
    }

    private static ResourceName NameOf(string serving) => new(WellKnownNames.CrossDomainNamespace, serving);

    private async Task CreateAsync(string serving)
    {
        if (await api.Store.GetAsync(Kinds.AppImage, ResourceName.Cluster("web"), CancellationToken.None) is null)
        {
            await api.PostAsync("/api/v1/appimage/create", """{"name":"web","image":{"name":"web","tag":"1"},"deploy_templates":[{"name":"web","containers":[{"name":"main"},{"name":"side"}]}]}""");
        }

        JsonNode answer = await api.PostAsync(
            Prefix + "create",
            $$$"""{"serving_id":"{{{serving}}}","initiator":"alice","serving_input_config":"old","parties":[{"domain_id":"alice","app_image":"web"},{"domain_id":"bob","app_image":"web"}]}""");
        Assert.Equal(0, (int?)answer["status"]!["code"]);
    }
}
