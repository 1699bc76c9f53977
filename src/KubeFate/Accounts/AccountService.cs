using KubeFate.Settings;

namespace KubeFate.Accounts;

/// <summary>Logs people in and tells who a token stands for.</summary>
internal sealed class AccountService(UserTable users, Tokens tokens) : IDisposable
{
    // A login with an unknown name takes as long as one with a wrong password.
    private static readonly string DecoySalt = PasswordHash.NewSalt();

    // A comparison costs a good part of a second of one core, and anybody may ask for one: half of the cores go on serving those who are in.
    private readonly SemaphoreSlim _comparisons = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The accounts.</summary>
    public UserTable Users => users;

    /// <summary>Makes the first account, or gives it the password of the settings.</summary>
    /// <returns>A warning about the password, or null.</returns>
    /// <exception cref="SettingsException">There would be no account at all.</exception>
    public async Task<string?> PrepareAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        User? known = await users.FindByNameAsync(settings.UserName, cancellationToken);
        if (settings.UserPassword is not { Length: > 0 } password)
        {
            return known is not null || (await users.ListAsync(cancellationToken)).Count > 0
                ? null
                : throw new SettingsException(
                    "user.password: nobody could log in, because no password is set and the service has none by default; set it in config.yaml or FATECLOUD_USER_PASSWORD");
        }

        if (known is null)
        {
            await users.CreateAsync(settings.UserName, password, "", cancellationToken);
        }
        else if (!PasswordHash.Matches(password, known.Salt, known.Password))
        {
            await users.ChangeAsync(known, password, cancellationToken);
        }

        return password == "admin" ? $"the password of \"{settings.UserName}\" is the well-known one of the guide: set another in user.password, FATECLOUD_USER_PASSWORD or the secret kubefate-secret" : null;
    }

    /// <summary>Logs in; null when name or password is wrong.</summary>
    public async Task<(string Token, DateTimeOffset Expires)?> LoginAsync(string name, string password, CancellationToken cancellationToken)
    {
        User? user = await users.FindByNameAsync(name, cancellationToken);
        await _comparisons.WaitAsync(cancellationToken);
        try
        {
            bool matches = PasswordHash.Matches(password, user?.Salt ?? DecoySalt, user?.Password ?? "");
            return matches && user is not null ? tokens.Issue(name) : null;
        }
        finally
        {
            _comparisons.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _comparisons.Dispose();

    /// <summary>Checks a token; an account that is gone is out at once.</summary>
    public async Task<(string? Name, string? Fault)> CheckAsync(string token, CancellationToken cancellationToken)
    {
        (string? name, string? fault) = await tokens.CheckAsync(token);
        if (fault is not null || string.IsNullOrEmpty(name))
        {
            return (null, fault ?? "you don't have permission to access this resource");
        }

        return await users.FindByNameAsync(name, cancellationToken) is null ? (null, "the account of this token does not exist any more") : (name, null);
    }
}
