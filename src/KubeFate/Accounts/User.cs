using System.Text.Json.Nodes;
using KubeFate.Wire;

namespace KubeFate.Accounts;

/// <summary>An account of the service. Hash and salt of its password are never told.</summary>
internal sealed record User
{
    public BaseFields Base { get; init; } = new();

    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public string Password { get; init; } = "";

    public string Salt { get; init; } = "";

    public string Email { get; init; } = "";

    /// <summary>1 or 2, see <see cref="StatusName"/>.</summary>
    public int Status { get; init; } = 1;

    /// <summary>The name that clients expect; accounts of both kinds may log in.</summary>
    public string StatusName => Status == 2 ? "Available" : "Deprecate";

    public JsonObject ToJson()
    {
        JsonObject answer = new() { ["uuid"] = Uuid };
        if (Name.Length > 0)
        {
            answer["username"] = Name;
        }

        if (Email.Length > 0)
        {
            answer["email"] = Email;
        }

        answer["userStatus"] = StatusName;
        return Base.AddTo(answer);
    }
}
