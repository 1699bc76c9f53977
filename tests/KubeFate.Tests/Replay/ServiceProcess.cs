using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeFate.Tests.Replay;

/// <summary>The service as a process of its own, which can be killed at any moment.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts it in a folder, with the database there, and waits until it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(string folder, string kubeconfig)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yaml"), $$"""
            server: {address: 127.0.0.1, port: 0}
            user: {username: admin, password: admin}
            repo: {url: ""}
            kube: {config: "{{kubeconfig}}"}
            job: {interval: 200ms, lease: 2s}
            """);
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "kubefate.dll"), "service"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(3));
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServiceProcess(process, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException("the service ended before it listened");
    }

    /// <summary>Ends it without a word, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
