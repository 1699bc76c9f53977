using System.Net;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

public sealed class TwoNodesTests
{
    [Fact]
    public async Task Request_travels_from_an_application_of_alice_to_a_service_of_bob()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await using TestService service = await TestService.StartAsync(async context =>
        {
            string seen = string.Join('|', context.Request.Path + context.Request.QueryString, context.Request.Headers["Kuscia-Source"], context.Request.Headers["Kuscia-Origin-Source"],
                context.Request.Headers["Kuscia-Host"], context.Request.Headers["Kuscia-Token"].Count, await new StreamReader(context.Request.Body).ReadToEndAsync());
            await context.Response.WriteAsync(seen);
        });
        await bob.PublishAsync("psi-0-psi", service.Port, accessDomains: "alice,bob");
        await alice.AddPartnerAsync(bob);
        await bob.AddPartnerAsync(alice);

        await alice.JoinAsync(bob);
        await bob.JoinAsync(alice);
        await alice.WaitForReadyAsync("alice-bob");
        await bob.WaitForReadyAsync("alice-bob");
        await bob.WaitForReadyAsync("bob-alice");

        using HttpClient application = alice.Application();
        using HttpResponseMessage response = await application.PostAsync(new Uri("http://psi-0-psi.bob.svc/push?round=1"), new StringContent("points"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("/push?round=1|alice|alice|psi-0-psi.bob.svc|0|points", await response.Content.ReadAsStringAsync());
        Assert.Equal("envoy", response.Headers.Server.ToString());
        InteropConfigExists(await alice.Api.GetAsync(Kinds.InteropConfig, ResourceName.Cluster("alice-2-bob"), CancellationToken.None));
    }

    private static void InteropConfigExists(Model.Resources.InteropConfig? interop)
    {
        Assert.NotNull(interop);
        Assert.Equal("bob", interop.Spec?.Host);
        Assert.Equal(["alice"], interop.Spec?.Members);
    }
}
