using System.Diagnostics;
using Kuscia.Testing.Nodes;

namespace Kuscia.Testing.Databases;

/// <summary>A real MariaDB or PostgreSQL server in a folder of its own; it can be killed and started again. Its administrator is <c>root</c> without a password.</summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    // The end of the input is the end of the tests, however they ended: the server, whose process replaces this shell, and its folder go with them.
    private const string Watchdog = "exec 3<&0 </dev/null; (read -r line <&3; kill -KILL $$; sleep 1; rm -rf \"$PWD\") & exec 3<&-; ";
    private const string Prologue = Watchdog + "run=; if [ $(id -u) = 0 ]; then chown nobody .; run='setpriv --reuid=nobody --clear-groups'; fi; ";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("database-");
    private readonly string _start;
    private readonly string[] _client;
    private Process? _process;

    private DatabaseServer(string type, string start, int port, string[] client)
    {
        Type = type;
        Port = port;
        _start = start;
        _client = client;
    }

    /// <summary><c>mysql</c> or <c>postgres</c>.</summary>
    public string Type { get; }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <param name="options">Further options of mariadbd.</param>
    public static async Task<DatabaseServer> StartMariaDbAsync(string options = "")
    {
        int port = FreePorts.Take(1)[0];
        DatabaseServer server = new(
            "mysql",
            $"exec $run mariadbd --no-defaults --datadir=$PWD/data --socket=$PWD/sock --pid-file=$PWD/pid --bind-address=127.0.0.1 --port={port} {options}",
            port,
            ["mariadb", "--no-defaults", "--batch", "--skip-column-names", "--host=127.0.0.1", $"--port={port}", "--user=root", "--execute"]);
        await server.BeginAsync("$run mariadb-install-db --no-defaults --datadir=$PWD/data --auth-root-authentication-method=normal --skip-test-db >/dev/null");

        // They would shadow the users that tests make.
        await server.SqlAsync("DELETE FROM mysql.global_priv WHERE user = ''; FLUSH PRIVILEGES");
        return server;
    }

    public static async Task<DatabaseServer> StartPostgreSqlAsync()
    {
        int port = FreePorts.Take(1)[0];
        DatabaseServer server = new(
            "postgres",
            $"rm -f data/postmaster.pid; exec $run postgres -D data -p {port} -k $PWD -h 127.0.0.1 -F",
            port,
            ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--set=ON_ERROR_STOP=1", $"--dbname=host=127.0.0.1 port={port} user=root dbname=postgres", "--command"]);
        await server.BeginAsync("$run initdb -D data -U root --auth-local=trust --auth-host=trust -N -E UTF8 --locale=C.UTF-8 >/dev/null");
        return server;
    }

    /// <summary>Runs SQL with the server's own client, as an operator does; what it printed. In PostgreSQL another database is chosen by <paramref name="database"/>.</summary>
    public async Task<string> SqlAsync(string sql, string? database = null)
    {
        (int code, string output, string error) = await TrySqlAsync(sql, database);
        return code == 0 ? output.Trim() : throw new InvalidOperationException($"{Type}: {sql} failed: {error}");
    }

    /// <summary>The server's own client, which runs the lines it is given; for sessions that stay open.</summary>
    public Process OpenClient(string database)
    {
        string[] arguments = Type == "mysql"
            ? [.. _client[1..^1], "--unbuffered", database]
            : [.. _client[1..^1].Select(a => a.Replace("dbname=postgres", $"dbname={database}", StringComparison.Ordinal))];
        ProcessStartInfo start = KusciaProgram.Start(_client[0], arguments);
        start.RedirectStandardInput = true;
        return Process.Start(start)!; // not null: no shell execute
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it again on the same data.</summary>
    public async Task StartAgainAsync()
    {
        _process = Shell(_start);
        await ReadyAsync(_process);
    }

    /// <summary>Stops or continues the server with a signal, for example <c>STOP</c> and <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} $(pgrep -P {_process!.Id}) {_process.Id} 2>/dev/null || true"]); // not null: it runs
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync(string install)
    {
        _process = Shell($"{install} && {_start}");
        await ReadyAsync(_process);
    }

    // As root it runs as nobody, for a server of PostgreSQL refuses to be root.
    private Process Shell(string script)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Prologue + script]) { WorkingDirectory = _folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!; // not null: no shell execute
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return process;
    }

    private async Task ReadyAsync(Process process)
    {
        long began = TimeProvider.System.GetTimestamp();
        string error;
        do
        {
            (int code, _, error) = await TrySqlAsync("SELECT 1", null);
            if (code == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
        while (!process.HasExited && TimeProvider.System.GetElapsedTime(began) < Deadline);
        throw new InvalidOperationException($"the {Type} server did not start within {Deadline}: {error}");
    }

    private Task<(int ExitCode, string Output, string Error)> TrySqlAsync(string sql, string? database)
    {
        string[] arguments = [.. _client.Skip(1).Select(a => database is null || Type == "mysql" ? a : a.Replace("dbname=postgres", $"dbname={database}", StringComparison.Ordinal)), sql];
        return KusciaProgram.RunAsync(KusciaProgram.Start(_client[0], database is not null && Type == "mysql" ? [.. arguments[..^2], $"--database={database}", .. arguments[^2..]] : arguments), Deadline);
    }
}
