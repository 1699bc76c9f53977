using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Kuscia.ApiServer.Wire;

/// <summary>The messages that bodies may hold, from the embedded table.</summary>
internal sealed class ProtobufSchema
{
    // Few of the many messages are ever met: a line is taken apart when its message is asked for.
    private readonly Dictionary<string, string> _lines;
    private readonly ConcurrentDictionary<string, FrozenDictionary<int, ProtobufField>> _messages = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, FrozenDictionary<string, ProtobufField>> _members = new(StringComparer.Ordinal);

    private ProtobufSchema(Dictionary<string, string> lines) => _lines = lines;

    /// <summary>Reads the embedded table.</summary>
    public static ProtobufSchema Load()
    {
        const string Name = "Kuscia.ApiServer.Wire.ProtobufMessages.txt";
        using Stream stream = typeof(ProtobufSchema).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"The assembly lacks its embedded file {Name}.");
        using StreamReader reader = new(stream);
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                int end = line.IndexOf(' ', StringComparison.Ordinal);
                lines.Add(end < 0 ? line : line[..end], line);
            }
        }

        return new ProtobufSchema(lines);
    }

    /// <summary>The fields of a message by JSON member, those of embedded messages included; null when no such message is known.</summary>
    public FrozenDictionary<string, ProtobufField>? Members(string message) => Find(message) is null ? null : _members.GetOrAdd(message, MembersOf);

    /// <summary>The fields of a message by number, or null when no such message is known.</summary>
    public FrozenDictionary<int, ProtobufField>? Find(string message) =>
        _messages.TryGetValue(message, out FrozenDictionary<int, ProtobufField>? known) ? known
        : _lines.TryGetValue(message, out string? line) ? _messages.GetOrAdd(message, _ => line.Split(' ').Skip(1).ToFrozenDictionary(Number, Field))
        : null;

    private FrozenDictionary<string, ProtobufField> MembersOf(string message)
    {
        Dictionary<string, ProtobufField> members = new(StringComparer.Ordinal);
        foreach (ProtobufField field in Find(message)?.Values ?? [])
        {
            if (field.Member != "~")
            {
                members[field.Member] = field;
                continue;
            }

            foreach ((string name, ProtobufField inner) in MembersOf(field.Type))
            {
                members[name] = inner;
            }
        }

        return members.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static int Number(string word) => int.Parse(word.AsSpan(0, word.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private static ProtobufField Field(string word)
    {
        string[] parts = word.Split(':');
        string type = parts[2];
        ProtobufShape shape = type[0] switch
        {
            '[' => ProtobufShape.List,
            '{' => ProtobufShape.Map,
            _ => ProtobufShape.Single,
        };
        string bare = type.TrimStart('[', '{').TrimEnd('?');
        return new ProtobufField(parts[1], bare, shape, type.EndsWith('?'));
    }
}
