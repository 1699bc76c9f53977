namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Settings of the runtime runp.</summary>
/// <param name="SandboxDirectory">Where the files of pods lie.</param>
/// <param name="HostAddress">Address of this machine, which is that of every pod.</param>
/// <param name="BuiltInImages">Images whose programs are part of this installation.</param>
internal sealed record ProcessRuntimeOptions(string SandboxDirectory, string HostAddress, IReadOnlyList<string> BuiltInImages);
