using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using KubeFate.Settings;
using Kuscia.Testing.Nodes;
using MySqlConnector;
using Npgsql;

namespace KubeFate.Tests.Replay;

/// <summary>A real database server in a folder of its own.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private const string Name = "kube_fate";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubefate-db-");
    private readonly Process _process;

    // As root it runs as nobody, for a server of PostgreSQL refuses to be root.
    private DatabaseServer(string type, string script, int port)
    {
        string begin = $"cd {_folder.FullName}; run=; if [ $(id -u) = 0 ]; then chown nobody .; run='setpriv --reuid=nobody --clear-groups'; fi; ";
        string filled = script.Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", begin + filled]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        Settings = new ServiceSettings { RepositoryUrl = "", DatabaseType = type, DatabaseHost = "127.0.0.1", DatabasePort = port, DatabaseName = Name, DatabaseUser = "root" };
    }

    /// <summary>What a service needs to use it.</summary>
    public ServiceSettings Settings { get; }

    public static async Task<DatabaseServer> StartMariaDbAsync()
    {
        int port = FreePorts.Take(1)[0];
        DatabaseServer server = new(
            "mysql",
            "$run mariadb-install-db --no-defaults --datadir=$PWD/data --auth-root-authentication-method=normal --skip-test-db >/dev/null && " +
            "exec $run mariadbd --no-defaults --datadir=$PWD/data --socket=$PWD/sock --pid-file=$PWD/pid --bind-address=127.0.0.1 --port=PORT",
            port);
        await server.CreateAsync(() => new MySqlConnection($"Server=127.0.0.1;Port={port};User ID=root"));
        return server;
    }

    public static async Task<DatabaseServer> StartPostgreSqlAsync()
    {
        int port = FreePorts.Take(1)[0];
        DatabaseServer server = new("postgres", "$run initdb -D data -U root --auth=trust -N >/dev/null && exec $run postgres -D data -p PORT -k $PWD -h 127.0.0.1 -F", port);
        await server.CreateAsync(() => new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=root;Database=postgres"));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task CreateAsync(Func<DbConnection> connect)
    {
        for (DateTimeOffset end = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5); ;)
        {
            try
            {
                await using DbConnection connection = connect();
                await connection.OpenAsync();
                await using DbCommand command = connection.CreateCommand();
                command.CommandText = $"CREATE DATABASE {Name}";
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (DbException) when (DateTimeOffset.UtcNow < end && !_process.HasExited)
            {
                await Task.Delay(200);
            }
        }
    }
}
