using System.Text.Json.Nodes;
using KubeFate.Accounts;
using KubeFate.Wire;

namespace KubeFate.Service;

/// <summary><c>/v1/user</c>.</summary>
internal sealed class UserEndpoint(AccountService accounts)
{
    private const string Type = "User";

    // Anybody may send a login, so it may be no longer than one can be.
    private const int MaxLoginBytes = 64 << 10;

    public IEnumerable<Route> Routes() =>
    [
        new("POST", "/v1/user/login", true, LoginAsync),
        new("POST", "/v1/user/logout", true, static call => call.Context.JsonAsync(new JsonObject { ["code"] = 200 })),
        new("POST", "/v1/user", false, CreateAsync),
        new("GET", "/v1/user/", false, async call => await call.Context.DoneAsync("getUserList Success", Answers.List(await accounts.Users.ListAsync(call.Aborted), user => user.ToJson()))),
        new("GET", "/v1/user/:id", false, async call => await call.Context.DoneAsync("getUser Success", (await FindAsync(call)).ToJson())),
        new("PUT", "/v1/user/:id", false, ChangeAsync),
        new("DELETE", "/v1/user/:id", false, DeleteAsync),
    ];

    private async Task LoginAsync(Call call)
    {
        string name, password;
        try
        {
            JsonObject fields = await JsonBody.ReadAsync(call.Context, Type, MaxLoginBytes) ?? [];
            (name, password) = (fields.Text("username", Type), fields.Text("password", Type));
            CheckStatus(fields);
        }
        catch (Refusal e) when (e.Status == 400)
        {
            await call.Context.DeniedAsync("missing Username or Password");
            return;
        }

        if (await accounts.LoginAsync(name, password, call.Aborted) is not { } login)
        {
            await call.Context.DeniedAsync("incorrect Username or Password");
            return;
        }

        await call.Context.JsonAsync(new JsonObject { ["code"] = 200, ["expire"] = GoJson.Time(login.Expires), ["token"] = login.Token });
    }

    private async Task CreateAsync(Call call)
    {
        JsonObject fields = await JsonBody.ReadAsync(call.Context, Type) ?? [];
        CheckStatus(fields);
        string name = fields.Text("username", Type);
        if (await accounts.Users.FindByNameAsync(name, call.Aborted) is not null)
        {
            throw new Refusal(500, "User is existed.");
        }

        User user = await accounts.Users.CreateAsync(name, fields.Text("password", Type), fields.Text("email", Type), call.Aborted);
        await call.Context.DoneAsync("createCluster Success", user.ToJson());
    }

    // The account is that of the path; what the body does not give stays, the password above all.
    private async Task ChangeAsync(Call call)
    {
        JsonObject fields = await JsonBody.ReadAsync(call.Context, Type) ?? [];
        int? status = CheckStatus(fields);
        User user = await FindAsync(call);
        string name = fields.Text("username", Type), email = fields.Text("email", Type), password = fields.Text("password", Type);
        User changed = user with { Name = name.Length > 0 ? name : user.Name, Email = email.Length > 0 ? email : user.Email, Status = status ?? user.Status };
        if (changed.Name != user.Name && await accounts.Users.FindByNameAsync(changed.Name, call.Aborted) is not null)
        {
            throw new Refusal(500, "User is existed.");
        }

        await accounts.Users.ChangeAsync(changed, password.Length > 0 ? password : null, call.Aborted);
        await call.Context.DoneAsync("setUser Success");
    }

    private async Task DeleteAsync(Call call)
    {
        if (!await accounts.Users.DeleteAsync(call.Values["id"], call.Aborted))
        {
            throw Refusal.NotFound();
        }

        await call.Context.DoneAsync("deleteUser Success");
    }

    private async Task<User> FindAsync(Call call) => await accounts.Users.FindAsync(call.Values["id"], call.Aborted) ?? throw Refusal.NotFound();

    private static int? CheckStatus(JsonObject fields) => fields.Text("userStatus", Type) switch
    {
        "" => null,
        "Deprecate" => 1,
        "Available" => 2,
        _ => throw new Refusal(400, "data can't UnmarshalJSON"),
    };
}
