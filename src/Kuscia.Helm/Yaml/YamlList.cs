namespace Kuscia.Helm.Yaml;

/// <summary>A list as YAML has it.</summary>
internal sealed class YamlList
{
    public List<object?> Items { get; } = [];

    /// <summary>How many nodes the list stands for, aliases counted in full.</summary>
    public long Weight { get; set; } = 1;
}
