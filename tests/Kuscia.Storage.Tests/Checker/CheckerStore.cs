using Kuscia.Testing.Databases;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>A store of its own for a run: a file, or a database of a server that the run may cut off and kill.</summary>
internal sealed class CheckerStore : IAsyncDisposable
{
    private const string Database = "checked";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checker-");
    private readonly DatabaseServer? _server;

    private CheckerStore(DatabaseServer? server)
    {
        _server = server;
        Place = server is null ? Path.Combine(_folder.FullName, "state.db") : Servers.EndpointOf(server, Database);
    }

    /// <summary>The file or the endpoint.</summary>
    public string Place { get; }

    /// <summary>False for a file: nobody can be cut off from it.</summary>
    public bool HasServer => _server is not null;

    /// <param name="kind">sqlite, mariadb or postgres.</param>
    public static async Task<CheckerStore> StartAsync(string kind)
    {
        DatabaseServer? server = kind switch
        {
            "sqlite" => null,
            "mariadb" => await DatabaseServer.StartMariaDbAsync(),
            "postgres" or "postgresql" => await DatabaseServer.StartPostgreSqlAsync(),
            _ => throw new ArgumentException($"{kind} is no store: sqlite, mariadb or postgres", nameof(kind)),
        };
        await (server?.SqlAsync($"CREATE DATABASE {Database}") ?? Task.CompletedTask);
        return new CheckerStore(server);
    }

    /// <summary>Ends all connections to the database at the server.</summary>
    public async Task CutAsync()
    {
        if (_server is { Type: "mysql" } mysql)
        {
            string ids = await mysql.SqlAsync($"SELECT id FROM information_schema.processlist WHERE db = '{Database}'");
            foreach (string id in ids.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await TryKillAsync(mysql, id);
            }
        }
        else if (_server is not null)
        {
            await _server.SqlAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Database}'");
        }
    }

    private static async Task TryKillAsync(DatabaseServer server, string connection)
    {
        try
        {
            await server.SqlAsync($"KILL {connection}");
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Kills the server and starts it again.</summary>
    public async Task RestartAsync()
    {
        if (_server is not null)
        {
            await _server.KillAsync();
            await _server.StartAgainAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }
}
