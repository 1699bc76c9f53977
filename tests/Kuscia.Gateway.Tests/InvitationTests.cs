using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Gateway.Invitations;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Tests;

/// <summary>Who answers an invitation, and who only says so.</summary>
public sealed class InvitationTests
{
    [Fact]
    public async Task Only_who_knows_the_secret_becomes_a_partner_and_only_once()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        Invitation invitation = await InviteAsync(alice, "bob");
        InvitationAnswer answer = AnswerOf(bob, invitation);

        HttpStatusCode forged = await SendAsync(alice, answer.Proven(RandomNumberGenerator.GetBytes(Invitation.SecretLength)));
        HttpStatusCode renamed = await SendAsync(alice, (answer with { DomainId = "mallory" }).Proven(invitation.Secret));
        HttpStatusCode unknown = await SendAsync(alice, (answer with { Invitation = "zzzzzzzzzzzzzzzz" }).Proven(invitation.Secret));
        HttpStatusCode odd = await SendAsync(alice, (answer with { Invitation = "../secrets" }).Proven(invitation.Secret));
        HttpStatusCode right = await SendAsync(alice, answer.Proven(invitation.Secret));
        HttpStatusCode again = await SendAsync(alice, answer.Proven(invitation.Secret));

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden],
            [forged, renamed, unknown, odd, right, again]);
        Domain? partner = await alice.Api.GetAsync(Kinds.Domain, ResourceName.Cluster("bob"), CancellationToken.None);
        Assert.Equal("partner", partner?.Spec?.Role);
        Assert.Null(await alice.Api.GetAsync(Kinds.Domain, ResourceName.Cluster("mallory"), CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_answers_at_once_one_is_taken()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        Invitation invitation = await InviteAsync(alice, "bob");
        InvitationAnswer answer = AnswerOf(bob, invitation).Proven(invitation.Secret);

        HttpStatusCode[] answers = await Task.WhenAll(SendAsync(alice, answer), SendAsync(alice, answer));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden], answers.Order());
    }

    [Fact]
    public async Task Partner_that_is_known_keeps_its_key_and_the_invitation_stays_good()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await using TestNode other = await TestNode.StartAsync("bob", keyOf: "another-bob");
        await alice.AddPartnerAsync(bob);
        Invitation invitation = await InviteAsync(alice, "bob");

        HttpStatusCode stranger = await SendAsync(alice, AnswerOf(other, invitation).Proven(invitation.Secret));
        HttpStatusCode known = await SendAsync(alice, AnswerOf(bob, invitation).Proven(invitation.Secret));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (stranger, known));
    }

    [Fact]
    public async Task Both_ways_are_ready_when_both_sides_have_what_the_invitation_brings()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        Invitation invitation = await InviteAsync(alice, "bob");

        await SendAsync(alice, AnswerOf(bob, invitation).Proven(invitation.Secret));
        await bob.Api.CreateAsync(Kinds.Domain, PartnerDraft.DomainOf("alice", invitation.Certificate), CancellationToken.None);
        await bob.Api.CreateAsync(Kinds.ClusterDomainRoute, PartnerDraft.RouteOf("bob", "alice", RouteAddress.Parse(invitation.Endpoint)), CancellationToken.None);

        await Task.WhenAll(alice.WaitForReadyAsync("alice-bob"), bob.WaitForReadyAsync("bob-alice"));
    }

    private static async Task<Invitation> InviteAsync(TestNode maker, string partner)
    {
        Invitation invitation = new()
        {
            Id = RandomNumberGenerator.GetString("abcdefgh", 16),
            From = maker.Domain,
            To = partner,
            Endpoint = $"https://{maker.External}",
            Certificate = maker.Identity.DomainCertificate.ExportCertificatePem() + "\n",
            Secret = RandomNumberGenerator.GetBytes(Invitation.SecretLength),
            Expires = TimeProvider.System.GetUtcNow().AddHours(1),
        };
        await maker.Api.CreateAsync(Kinds.Secret, InvitationSecret.Of(invitation), CancellationToken.None);
        return invitation;
    }

    private static InvitationAnswer AnswerOf(TestNode node, Invitation invitation) => new()
    {
        Invitation = invitation.Id,
        DomainId = node.Domain,
        Endpoint = $"https://{node.External}",
        Certificate = node.Identity.DomainCertificate.ExportCertificatePem() + "\n",
    };

    private static async Task<HttpStatusCode> SendAsync(TestNode node, InvitationAnswer answer)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });
        using HttpRequestMessage request = new(HttpMethod.Post, $"https://{node.External}/invitation")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(answer, InvitationJsonContext.Default.InvitationAnswer)),
        };
        request.Headers.Add("Kuscia-Host", $"kuscia-handshake.{node.Domain}.svc");
        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }
}
