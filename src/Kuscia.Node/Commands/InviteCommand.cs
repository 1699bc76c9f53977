using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Invitations;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia invite create|accept|list|revoke</c>: partners in one step each, in place of copied certificates, two Domains and two routes.</summary>
internal static class InviteCommand
{
    private const int MaxHours = 24 * 30;

    public static Command Create() => new("invite", "Become partners in one step: one side creates an invitation, the other accepts it")
    {
        CreateCreate(), CreateAccept(), CreateList(), CreateRevoke(),
    };

    private static Command CreateCreate()
    {
        Argument<string> partner = new("PARTNER") { Description = "domain id of the partner" };
        Option<string> endpoint = new("--endpoint") { Description = "where the partner reaches this node's gateway: http(s)://host:port of port 1080", Required = true };
        Option<int> hours = new("--hours") { Description = "how long it can be answered", DefaultValueFactory = _ => 24 };
        Command command = new("create", "Print one line that PARTNER can accept once") { partner, endpoint, hours };
        command.SetAction((result, cancellationToken) => MakeAsync(result.GetValue(partner) ?? "", result.GetValue(endpoint) ?? "", result.GetValue(hours), cancellationToken));
        return command;
    }

    private static Command CreateAccept()
    {
        Argument<string> text = new("INVITATION") { Description = "the line, or the file that holds it" };
        Option<string> endpoint = new("--endpoint") { Description = "where the partner reaches this node's gateway: http(s)://host:port of port 1080", Required = true };
        Option<int> wait = new("--wait") { Description = "seconds to wait until both ways are READY", DefaultValueFactory = _ => 60 };
        Command command = new("accept", "Make the partner and the ways there and back, and wait until they are READY") { text, endpoint, wait };
        command.SetAction(async (result, cancellationToken) =>
        {
            using NodeRoot root = NodeRoot.Open();
            InvitationAcceptance acceptance = new(root, TimeProvider.System);
            return await acceptance.RunAsync(result.GetValue(text) ?? "", result.GetValue(endpoint) ?? "", TimeSpan.FromSeconds(Math.Max(0, result.GetValue(wait))), cancellationToken);
        });
        return command;
    }

    private static Command CreateList()
    {
        Command command = new("list", "Show the invitations of this node that nobody has answered");
        command.SetAction(async (_, cancellationToken) =>
        {
            using NodeRoot root = NodeRoot.Open();
            ResourceList<Secret> all = await root.Client.ListAsync(Kinds.Secret, root.Domain, ListOptions.All, cancellationToken);
            await Console.Out.WriteLineAsync($"{"ID",-18}{"PARTNER",-24}EXPIRES");
            foreach ((Secret secret, InvitationSecret? open) in all.Items.Select(s => (s, InvitationSecret.Read(s))))
            {
                if (open is not null)
                {
                    string end = open.Expires <= TimeProvider.System.GetUtcNow() ? " (ended)" : "";
                    await Console.Out.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture, $"{InvitationSecret.IdOf(secret.Metadata.Name ?? ""),-18}{open.To,-24}{open.Expires.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}{end}"));
                }
            }

            return 0;
        });
        return command;
    }

    private static Command CreateRevoke()
    {
        Argument<string> id = new("ID") { Description = "as list shows it" };
        Command command = new("revoke", "Take an invitation back") { id };
        command.SetAction(async (result, cancellationToken) =>
        {
            using NodeRoot root = NodeRoot.Open();
            string wanted = result.GetValue(id) ?? "";
            bool isGone = InvitationSecret.IsId(wanted) && await root.Client.DeleteAsync(Kinds.Secret, InvitationSecret.NameOf(root.Domain, wanted), null, cancellationToken);
            return isGone ? 0 : throw new CommandException($"ID: there is no invitation '{wanted}' that waits for an answer; `kuscia invite list` shows those that do");
        });
        return command;
    }

    private static async Task<int> MakeAsync(string partner, string endpoint, int hours, CancellationToken cancellationToken)
    {
        using NodeRoot root = NodeRoot.Open();
        Check(root, partner, endpoint, hours);
        string certificate = await File.ReadAllTextAsync(Path.Combine(root.Directory, "var", "certs", "domain.crt"), cancellationToken);
        using RSA key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(root.Directory, "var", "certs", "domain.key"), cancellationToken));
        Invitation invitation = new()
        {
            Id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 16),
            From = root.Domain,
            To = partner,
            Endpoint = endpoint,
            Certificate = certificate,
            Secret = RandomNumberGenerator.GetBytes(Invitation.SecretLength),
            Expires = TimeProvider.System.GetUtcNow().AddHours(hours),
        };
        await root.CreateAsync(Kinds.Secret, InvitationSecret.Of(invitation), cancellationToken);
        await Console.Out.WriteLineAsync(invitation.ToText(key));
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Give this line to {partner} by a way that you trust, as you would a password. There: kuscia invite accept LINE --endpoint https://ADDRESS:PORT
            Own key: {KeyFingerprint.OfPem(certificate)}. It can be answered once, until {invitation.Expires.UtcDateTime:yyyy-MM-dd HH:mm}Z; take it back with: kuscia invite revoke {invitation.Id}
            """));
        return 0;
    }

    private static void Check(NodeRoot root, string partner, string endpoint, int hours)
    {
        string? fault = DomainNames.Fault(partner) is { } name ? $"PARTNER: {name}"
            : partner == root.Domain ? $"PARTNER: {partner} is this domain itself"
            : RouteAddress.Parse(endpoint) is null ? $"--endpoint: '{endpoint}' is not allowed; it must be [http(s)://]host[:port][/path], for example https://192.168.1.20:11080"
            : hours is < 1 or > MaxHours ? $"--hours: {hours} is not allowed; it must be from 1 to {MaxHours}"
            : null;
        if (fault is not null)
        {
            throw new CommandException(fault);
        }
    }
}
