using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Kuscia.Operations.Envelopes;

/// <summary>Between messages, and from stored objects into messages.</summary>
public static class MessageFields
{
    /// <summary>Adds entries to a map of a message; null adds none. By its name collection initializers find it.</summary>
    public static void Add(this MapField<string, string> map, IReadOnlyDictionary<string, string>? entries)
    {
        foreach ((string key, string? value) in entries ?? new Dictionary<string, string>())
        {
            map[key] = value ?? "";
        }
    }

    /// <summary>A message as another one that has the same members under the same numbers; further members are dropped.</summary>
    public static T As<T>(this IMessage message)
        where T : class, IMessage<T>, new() =>
        new MessageParser<T>(() => new T()).WithDiscardUnknownFields(true).ParseFrom(message.ToByteArray());
}
