using System.Data.Common;
using KubeFate.Storage;
using KubeFate.Wire;

namespace KubeFate.Accounts;

/// <summary>The accounts in the database.</summary>
internal sealed class UserTable(Database database, TimeProvider clock)
{
    public Task<List<User>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(new Sql("SELECT * FROM users WHERE deleted_at IS NULL ORDER BY id"), Read, cancellationToken);

    public async Task<User?> FindAsync(string uuid, CancellationToken cancellationToken) =>
        (await database.QueryAsync(new Sql("SELECT * FROM users WHERE uuid = @uuid", ("uuid", uuid)), Read, cancellationToken)).FirstOrDefault();

    public async Task<User?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync(new Sql("SELECT * FROM users WHERE username = @name AND deleted_at IS NULL", ("name", name)), Read, cancellationToken)).FirstOrDefault();

    /// <summary>Makes an account.</summary>
    public async Task<User> CreateAsync(string name, string password, string email, CancellationToken cancellationToken)
    {
        string salt = PasswordHash.NewSalt();
        User user = new() { Uuid = Guid.NewGuid().ToString(), Name = name, Salt = salt, Password = PasswordHash.Compute(password, salt), Email = email };
        await database.ExecuteAsync(
            new Sql(
                "INSERT INTO users (created_at, updated_at, uuid, username, password, salt, email, status) VALUES (@now, @now, @uuid, @name, @password, @salt, @email, 1)",
                ("now", Columns.Stored(clock.GetUtcNow())), ("uuid", user.Uuid), ("name", name), ("password", user.Password), ("salt", salt), ("email", email)),
            cancellationToken);
        return await FindAsync(user.Uuid, cancellationToken) ?? user;
    }

    /// <summary>Stores name, e-mail and status, and the password when one is given.</summary>
    public async Task ChangeAsync(User user, string? password, CancellationToken cancellationToken)
    {
        string salt = password is null ? user.Salt : PasswordHash.NewSalt();
        string hash = password is null ? user.Password : PasswordHash.Compute(password, salt);
        await database.ExecuteAsync(
            new Sql(
                "UPDATE users SET updated_at = @now, username = @name, password = @password, salt = @salt, email = @email, status = @status WHERE uuid = @uuid",
                ("now", Columns.Stored(clock.GetUtcNow())), ("name", user.Name), ("password", hash), ("salt", salt), ("email", user.Email), ("status", user.Status), ("uuid", user.Uuid)),
            cancellationToken);
    }

    /// <summary>Removes an account; false when there is none.</summary>
    public async Task<bool> DeleteAsync(string uuid, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(new Sql("DELETE FROM users WHERE uuid = @uuid", ("uuid", uuid)), cancellationToken) > 0;

    private static User Read(DbDataReader row) => new()
    {
        Base = BaseFields.Read(row),
        Uuid = row.Text("uuid"),
        Name = row.Text("username"),
        Password = row.Text("password"),
        Salt = row.Text("salt"),
        Email = row.Text("email"),
        Status = (int)row.Number("status"),
    };
}
