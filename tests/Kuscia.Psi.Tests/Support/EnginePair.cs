using System.Net;
using Kuscia.Psi.Program;

namespace Kuscia.Psi.Tests.Support;

/// <summary>Two engines in this process, with a proxy between them.</summary>
internal sealed class EnginePair(TaskConfig config, string alice, string bob) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StringWriter[] Logs { get; } = [new(), new()];

    public string[] Outputs => [_folder.File("alice-out.csv"), _folder.File("bob-out.csv")];

    /// <summary>A config of its own for bob, when the two are to disagree.</summary>
    public TaskConfig? BobConfig { get; set; }

    /// <summary>For each party whether its policy allows RR22.</summary>
    public bool[] AllowsLpn { get; set; } = [true, true];

    /// <summary>What the engines told the progress reporter.</summary>
    public string[] Progress { get; private set; } = [];

    public string Folder => _folder.Path;

    public string[] Rows(int party) => File.ReadAllLines(Outputs[party]);

    /// <summary>The names of all files the engines and the test have left in the folder.</summary>
    public string[] Files() => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Runs both and returns their failures (null for success).</summary>
    public async Task<PsiException?[]> RunAsync(int refuseFirst = 0, int loseEvery = 0, TimeSpan delay = default)
    {
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config, refuseFirst);
        proxy.LoseEvery = loseEvery;
        proxy.Delay = delay;
        string gateway = proxy.Address;
        PsiException?[] failures = await Task.WhenAll(RunOneAsync(0, config, alice, gateway), RunOneAsync(1, BobConfig ?? config, bob, gateway));
        Progress = [.. proxy.Progress];
        return failures;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<PsiException?> RunOneAsync(int party, TaskConfig own, string table, string gateway)
    {
        string name = party == 0 ? "alice" : "bob";
        CommandLine line = new(_folder.Write($"{name}.json", own.Text(party)), _folder.Write($"{name}.csv", table), Outputs[party], false);
        EngineEnvironment environment = new() { GatewayAddress = gateway, BindAddress = IPAddress.Loopback, Threads = 1, ElementsInMemory = 2, AllowsLpn = AllowsLpn[party] };
        PlainLogger logger = new(TextWriter.Synchronized(Logs[party]), TimeProvider.System, debug: true);
        try
        {
            await Task.Run(() => EngineRun.RunAsync(line, environment, TimeProvider.System, logger, CancellationToken.None));
            return null;
        }
        catch (PsiException e)
        {
            return e;
        }
    }
}
