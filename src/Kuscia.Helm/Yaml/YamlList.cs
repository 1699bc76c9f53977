namespace Kuscia.Helm.Yaml;

/// <summary>A list as YAML has it.</summary>
internal sealed class YamlList(int capacity = 0)
{
    public List<object?> Items { get; } = new(capacity);
}
