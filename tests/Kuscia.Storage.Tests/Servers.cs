using System.Globalization;
using Kuscia.Testing.Databases;

namespace Kuscia.Storage.Tests;

/// <summary>One server of each kind for all tests of this process, started when the first one asks; each test has a database of its own in it.</summary>
internal static class Servers
{
    private static readonly Lazy<Task<DatabaseServer>> MariaDb = new(() => Keep(DatabaseServer.StartMariaDbAsync("--innodb-flush-log-at-trx-commit=2")));
    private static readonly Lazy<Task<DatabaseServer>> PostgreSql = new(() => Keep(DatabaseServer.StartPostgreSqlAsync()));
    private static int _databases;

    public static Task<DatabaseServer> GetAsync(string store) => store == "mariadb" ? MariaDb.Value : PostgreSql.Value;

    /// <summary>Makes a database and returns the endpoint that leads to it.</summary>
    public static async Task<string> NewDatabaseAsync(string store)
    {
        DatabaseServer server = await GetAsync(store);
        string name = string.Create(CultureInfo.InvariantCulture, $"log_{Interlocked.Increment(ref _databases)}");
        await server.SqlAsync($"CREATE DATABASE {name}");
        return EndpointOf(server, name);
    }

    /// <summary>As an operator writes it; with patience, as tests run on busy machines.</summary>
    public static string EndpointOf(DatabaseServer server, string database, string user = "root", string password = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"{(server.Type == "mysql" ? $"mysql://{user}:{password}@tcp(127.0.0.1:{server.Port})/{database}?timeout=60s" : $"postgres://{user}:{password}@127.0.0.1:{server.Port}/{database}?sslmode=disable&connect_timeout=60")}");

    private static async Task<DatabaseServer> Keep(Task<DatabaseServer> starting)
    {
        DatabaseServer server = await starting;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }
}
