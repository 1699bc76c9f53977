using KubeFate.Settings;

namespace KubeFate.Cli;

/// <summary>A command with what it was given.</summary>
/// <param name="Terminal">Where it runs.</param>
/// <param name="Settings">config.yaml.</param>
/// <param name="Values">Flags by name.</param>
/// <param name="Arguments">What is no flag.</param>
/// <param name="Cancelled">Ends it.</param>
internal sealed record Invocation(
    Terminal Terminal, SettingsFile Settings, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Arguments, CancellationToken Cancelled)
{
    public string Text(string flag) => Values.GetValueOrDefault(flag, "");

    public bool Flag(string flag) => Text(flag) == "true";

    /// <summary>The id a command needs.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public string Id => Arguments.Count > 0 ? Arguments[0] : throw new CliException("not uuid");

    public TextWriter Output => Terminal.Output;

    public ApiClient Client => new(Settings, Terminal.Environment);
}
