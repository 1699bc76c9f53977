using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>A certificate and its key, both as PEM, as templates see them: .Cert and .Key.</summary>
internal sealed record GoCertificate(string Cert, string Key) : IGoObject
{
    public string TypeName => "sprig.certificate";

    public IEnumerable<KeyValuePair<string, object?>> Fields => [new("Cert", Cert), new("Key", Key)];

    public bool TryGetField(string name, out object? value)
    {
        value = name switch { "Cert" => Cert, "Key" => Key, _ => null };
        return value is not null;
    }
}
