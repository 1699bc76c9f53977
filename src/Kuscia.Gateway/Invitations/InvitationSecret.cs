using System.Globalization;
using System.Text;
using Kuscia.Identity;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Gateway.Invitations;

/// <summary>An invitation as its maker keeps it until it is answered: a Secret in the namespace of the domain.</summary>
/// <param name="To">The invited domain.</param>
/// <param name="Key">By which the answer is known.</param>
/// <param name="Expires">After that no answer is taken.</param>
public sealed record InvitationSecret(string To, byte[] Key, DateTimeOffset Expires)
{
    /// <summary>Marks the Secrets that are invitations.</summary>
    public const string TypeName = "kuscia.secretflow/invitation";

    private const string KeyMember = "key";
    private const string ToMember = "to";
    private const string ExpiresMember = "expires";
    private const string Prefix = "invitation-";
    private const int MaxId = 32;

    /// <summary>Whether the text can be the name of an invitation.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= MaxId && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    /// <summary>Where an invitation of a domain is kept.</summary>
    public static ResourceName NameOf(string self, string id) => new(self, Prefix + id);

    /// <summary>The id of an invitation that is kept under this name.</summary>
    public static string IdOf(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    /// <summary>What is kept of a new invitation.</summary>
    public static Secret Of(Invitation invitation) => new()
    {
        Metadata = new ObjectMeta { Namespace = invitation.From, Name = NameOf(invitation.From, invitation.Id).Name },
        Type = TypeName,
        Data = new Dictionary<string, byte[]>
        {
            [KeyMember] = InvitationAnswer.KeyOf(invitation.Secret),
            [ToMember] = Encoding.ASCII.GetBytes(invitation.To),
            [ExpiresMember] = Encoding.ASCII.GetBytes(invitation.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        },
    };

    /// <summary>Reads it; null when the Secret is no open invitation.</summary>
    public static InvitationSecret? Read(Secret secret) =>
        secret.Type == TypeName && secret.Data is { } data
        && data.TryGetValue(KeyMember, out byte[]? key) && data.TryGetValue(ToMember, out byte[]? to) && data.TryGetValue(ExpiresMember, out byte[]? expires)
        && long.TryParse(Encoding.ASCII.GetString(expires), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new InvitationSecret(Encoding.ASCII.GetString(to), key, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
}
