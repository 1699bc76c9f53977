using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Identity;

namespace Kuscia.Client.SignIn;

/// <summary>
/// A program that gives credentials, as kubectl calls it (client.authentication.k8s.io/v1 and v1beta1): called when none are there, when they end, and after a 401.
/// Its messages go to the standard error of this process. Thread-safe.
/// </summary>
public sealed class ExecPlugin(ExecCommand command, TimeProvider time)
{
    private const int MaxAnswer = 1 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private Task<Credential>? _asked;
    private volatile Credential? _held;

    /// <summary>The client certificate of the newest answer; null when there is none.</summary>
    public X509Certificate2? Certificate => _held?.Certificate;

    /// <summary>The token in force, from the program when need be; null when it gives a certificate only.</summary>
    /// <exception cref="KubeConfigException">The program cannot be run, fails, or gives nothing usable.</exception>
    public async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && held.IsGood(time))
        {
            return held.Token;
        }

        Task<Credential> asked;
        lock (_gate)
        {
            // One call for all who wait; it ends by its own limit.
            asked = _asked is { IsCompleted: false } under ? under : _asked = Task.Run(AskAsync, CancellationToken.None);
        }

        return (await asked.WaitAsync(cancellationToken)).Token;
    }

    /// <summary>What was given is not accepted; another answer that came meanwhile stays.</summary>
    public void Forget(string? token)
    {
        if (_held is { } held && held.Token == token)
        {
            _held = null;
        }
    }

    private async Task<Credential> AskAsync()
    {
        Credential given = Read(await RunAsync());
        _held = given;
        return given;
    }

    private async Task<string> RunAsync()
    {
        ProcessStartInfo start = new(command.Program, command.Arguments) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach ((string name, string value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = command.Info.ToJsonString();
        using CancellationTokenSource limit = new(Limit);
        using Process process = Start(start);
        try
        {
            process.StandardInput.Close();
            char[] text = new char[MaxAnswer];
            int length = await process.StandardOutput.ReadBlockAsync(text, limit.Token);
            if (length == MaxAnswer)
            {
                throw Failed($"printed more than {MaxAnswer} characters");
            }

            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? new string(text, 0, length) : throw Failed($"failed with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            throw Failed($"did not end within {Limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Failed("did not start");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            string hint = command.InstallHint is { Length: > 0 } text ? $". {text}" : "";
            throw new KubeConfigException($"getting credentials: exec: {command.Name} cannot be run: {e.Message}{hint}", e);
        }
    }

    private Credential Read(string answer)
    {
        JsonNode? status;
        try
        {
            JsonNode? root = JsonNode.Parse(answer);
            if (root?["kind"]?.ToString() != "ExecCredential" || root["apiVersion"]?.ToString() != command.ApiVersion)
            {
                throw Failed($"gave no ExecCredential of {command.ApiVersion}");
            }

            status = root["status"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Failed("gave no JSON"); // The text may hold a secret: it is not shown, nor is the exception.
        }

        string? token = Text(status, "token");
        string? certificate = Text(status, "clientCertificateData");
        string? key = Text(status, "clientKeyData");
        if ((token is null && certificate is null) || (certificate is null) != (key is null))
        {
            throw Failed("gave neither a token nor a certificate with its key");
        }

        DateTimeOffset? end = Text(status, "expirationTimestamp") is { } moment
            ? DateTimeOffset.TryParse(moment, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset at) ? at : throw Failed($"gave expirationTimestamp {moment}, which is no time")
            : null;
        try
        {
            return new Credential(token, certificate is null ? null : TlsCertificate.FromPem(certificate, key!), end); // a certificate has its key
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Failed("gave a certificate and a key that are no PEM pair");
        }
    }

    private static string? Text(JsonNode? status, string name) => (status as JsonObject)?[name]?.ToString() is { Length: > 0 } text ? text : null;

    private KubeConfigException Failed(string why) => new($"getting credentials: exec: {command.Name} {why}");

    private sealed record Credential(string? Token, X509Certificate2? Certificate, DateTimeOffset? End)
    {
        public bool IsGood(TimeProvider time) => End is not { } end || time.GetUtcNow() < end;
    }
}
