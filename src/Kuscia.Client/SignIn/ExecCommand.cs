using System.Text.Json.Nodes;

namespace Kuscia.Client.SignIn;

/// <summary>The program of a user in a kubeconfig that gives his credentials.</summary>
/// <param name="Name">As the file names it.</param>
/// <param name="Program">What is run: a path, or a name to look for in PATH.</param>
/// <param name="ApiVersion">Form of its answer.</param>
public sealed record ExecCommand(string Name, string Program, string ApiVersion)
{
    /// <summary>Arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables besides those of this process.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>Said when the program is not there.</summary>
    public string? InstallHint { get; init; }

    /// <summary>What the program is told in KUBERNETES_EXEC_INFO.</summary>
    public required JsonObject Info { get; init; }
}
