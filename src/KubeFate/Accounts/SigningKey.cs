using System.Security.Cryptography;
using KubeFate.Storage;

namespace KubeFate.Accounts;

/// <summary>The key that signs tokens. It is kept in the database: tokens outlive a restart, and all services on one database accept each other's.</summary>
internal static class SigningKey
{
    private const string Name = "jwt";

    /// <summary>Reads the key; the first service that starts makes it.</summary>
    public static async Task<byte[]> LoadAsync(Database database, CancellationToken cancellationToken)
    {
        string? known = await FindAsync(database, cancellationToken);
        if (known is null)
        {
            try
            {
                await database.ExecuteAsync(
                    new Sql("INSERT INTO kubefate_keys (name, secret) VALUES (@name, @secret)", ("name", Name), ("secret", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)))),
                    cancellationToken);
            }
            catch (DatabaseException)
            {
                // Another service made it at the same time; then it is there below.
            }

            known = await FindAsync(database, cancellationToken) ?? throw new DatabaseException("the signing key of the tokens cannot be stored");
        }

        return Convert.FromHexString(known);
    }

    private static async Task<string?> FindAsync(Database database, CancellationToken cancellationToken) =>
        (await database.QueryAsync(new Sql("SELECT secret FROM kubefate_keys WHERE name = @name", ("name", Name)), static row => row.Text("secret"), cancellationToken)).FirstOrDefault();
}
