using System.Net.Http.Headers;
using System.Text.Json;
using Kuscia.Gateway.Invitations;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Commands;

/// <summary>Accepts an invitation: answers it at the partner, makes the partner here, and waits until the ways there and back work.</summary>
internal sealed class InvitationAcceptance(NodeRoot root, TimeProvider time)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public async Task<int> RunAsync(string text, string endpoint, TimeSpan patience, CancellationToken cancellationToken)
    {
        Invitation invitation = Read(text);
        RouteEndpoint there = RouteAddress.Parse(invitation.Endpoint) ?? throw new CommandException($"INVITATION: its address '{invitation.Endpoint}' is none");
        if (RouteAddress.Parse(endpoint) is null)
        {
            throw new CommandException($"--endpoint: '{endpoint}' is not allowed; it must be [http(s)://]host[:port][/path], for example https://192.168.1.20:11080");
        }

        string certificate = await File.ReadAllTextAsync(Path.Combine(root.Directory, "var", "certs", "domain.crt"), cancellationToken);
        await Console.Out.WriteLineAsync($"{invitation.From,-20} {KeyFingerprint.OfPem(invitation.Certificate)}  at {invitation.Endpoint}");
        await Console.Out.WriteLineAsync($"{root.Domain,-20} {KeyFingerprint.OfPem(certificate)}  at {endpoint}");
        await RequireSameKeyAsync(invitation, cancellationToken);
        InvitationAnswer answer = new() { Invitation = invitation.Id, DomainId = root.Domain, Endpoint = endpoint, Certificate = certificate };
        await SendAsync(invitation, answer.Proven(invitation.Secret), cancellationToken);
        await root.ApplyAsync(Kinds.Domain, PartnerDraft.DomainOf(invitation.From, invitation.Certificate), cancellationToken);
        await root.ApplyAsync(Kinds.ClusterDomainRoute, PartnerDraft.RouteOf(root.Domain, invitation.From, there), cancellationToken);
        bool isReady = await AwaitAsync($"{root.Domain}-{invitation.From}", patience, cancellationToken);
        return await AwaitAsync($"{invitation.From}-{root.Domain}", patience, cancellationToken) && isReady ? 0 : 3;
    }

    private Invitation Read(string text)
    {
        string line = File.Exists(text) ? File.ReadAllText(text) : text;
        Invitation invitation = Invitation.Read(line, time.GetUtcNow(), out string fault) ?? throw new CommandException($"INVITATION: {fault}");
        return invitation.To == root.Domain
            ? invitation
            : throw new CommandException($"INVITATION: {invitation.From} invites {invitation.To}, but this node is of {root.Domain}; ask {invitation.From} for one for {root.Domain}, or set KUSCIA_HOME to the root of {invitation.To}");
    }

    // Before the invitation is spent.
    private async Task RequireSameKeyAsync(Invitation invitation, CancellationToken cancellationToken)
    {
        Domain? present = await root.Client.GetAsync(Kinds.Domain, ResourceName.Cluster(invitation.From), cancellationToken);
        if (present?.Spec?.Cert is { Length: > 0 } text && StoredCertificate.Read(text) is { } known)
        {
            using (known)
            {
                string before = KeyFingerprint.Of(known);
                if (before != KeyFingerprint.OfPem(invitation.Certificate))
                {
                    throw new CommandException(
                        $"{invitation.From} is a partner here already, with the key {before}; if it has a new key, remove it first (kubectl delete domain {invitation.From}) and accept again");
                }
            }
        }
    }

    // Nothing in it is a secret, and it is proven by one: a connection to somebody else brings them nothing.
    private static async Task SendAsync(Invitation invitation, InvitationAnswer answer, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { ConnectTimeout = AnswerLimit, AllowAutoRedirect = false };
#pragma warning disable CA5359 // the answer is proven by the secret of the invitation, and the partner's key is pinned by it
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using HttpMessageInvoker http = new(handler);
        string address = invitation.Endpoint.Contains("://", StringComparison.Ordinal) ? invitation.Endpoint : "http://" + invitation.Endpoint;
        using HttpRequestMessage request = new(HttpMethod.Post, address.TrimEnd('/') + "/invitation")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(answer, InvitationJsonContext.Default.InvitationAnswer)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Kuscia-Host", $"kuscia-handshake.{invitation.From}.svc");
        request.Headers.Add("Kuscia-Source", answer.DomainId);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, limit.Token);
            string said = PrintableLine.Of(await response.Content.ReadAsStringAsync(limit.Token)).Trim();
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandException($"{invitation.From} at {invitation.Endpoint} answered {(int)response.StatusCode}: {said}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(
                $"{invitation.From} cannot be reached at {invitation.Endpoint} ({e.Message.TrimEnd('.')}); nothing was changed and the invitation is still good: open the way from here to there, or ask for one with another address", e);
        }
    }

    private async Task<bool> AwaitAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        long begin = time.GetTimestamp();
        Condition? ready;
        do
        {
            ClusterDomainRoute? route = await root.Client.GetAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster(name), cancellationToken);
            ready = route?.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
            if (ready?.Status == "True")
            {
                await Console.Out.WriteLineAsync($"{name,-20} READY");
                return true;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
        while (time.GetElapsedTime(begin) < patience);

        await Console.Out.WriteLineAsync($"{name,-20} not READY yet: {await ReasonAsync(name, ready, cancellationToken)}");
        return false;
    }

    // The gateway's own finding says more than the summary of the controller.
    private async Task<string> ReasonAsync(string name, Condition? ready, CancellationToken cancellationToken)
    {
        DomainRoute? own = await root.Client.GetAsync(Kinds.DomainRoute, new ResourceName(root.Domain, name), cancellationToken);
        Condition? failed = own?.Status?.Conditions?.FirstOrDefault(c => c.Status == "False");
        return failed is not null ? $"{failed.Type}: {failed.Message}" : $"{ready?.Reason} {ready?.Message}".Trim() is { Length: > 0 } text ? text : "it has no condition yet";
    }
}
