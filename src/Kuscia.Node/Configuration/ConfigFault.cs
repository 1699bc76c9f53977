namespace Kuscia.Node.Configuration;

/// <summary>One thing wrong in a configuration.</summary>
/// <param name="Key">Dotted key path.</param>
/// <param name="Value">The value found, shortened; secrets are shown as <c>(secret)</c>.</param>
/// <param name="Allowed">What is allowed, as a phrase.</param>
internal sealed record ConfigFault(string Key, string Value, string Allowed)
{
    public override string ToString() => $"{Key}: {Value} is not allowed; {Allowed}";
}

/// <summary>A configuration cannot be used; the message lists every fault.</summary>
internal sealed class ConfigException(string source, IReadOnlyList<ConfigFault> faults)
    : Exception($"{source} has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:{Environment.NewLine}" + string.Join(Environment.NewLine, faults.Select(f => "  " + f)))
{
    public IReadOnlyList<ConfigFault> Faults { get; } = faults;
}
