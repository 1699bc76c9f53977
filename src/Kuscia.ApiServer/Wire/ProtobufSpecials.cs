using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Wire;

/// <summary>Messages that are no objects in JSON: times, quantities, texts, numbers or texts, lists of texts, embedded JSON.</summary>
internal static class ProtobufSpecials
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Seconds (1) and nanoseconds (2) since 1970; an empty message is no time.</summary>
    public static JsonValue? Time(ReadOnlySpan<byte> bytes)
    {
        (long seconds, long nanoseconds) = (0, 0);
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (wireType != 0 || number > 2)
            {
                reader.Skip(wireType);
                continue;
            }

            (seconds, nanoseconds) = number == 1 ? ((long)reader.ReadVarint(), nanoseconds) : (seconds, (long)reader.ReadVarint());
        }

        if (bytes.IsEmpty)
        {
            return null;
        }

        if (seconds is < -62_135_596_800 or > 253_402_300_799 || nanoseconds is < 0 or > 999_999_999)
        {
            throw new WireFormatException("a time is outside the years 1 to 9999");
        }

        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
        return JsonValue.Create(nanoseconds == 0 ? KubernetesTimeConverter.ToText(time)
            : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The text (1) of a quantity.</summary>
    public static JsonValue Quantity(ReadOnlySpan<byte> bytes)
    {
        string text = "0";
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number == 1 && wireType == 2)
            {
                text = Text(reader.ReadBytes());
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return JsonValue.Create(text);
    }

    /// <summary>Type (1: 0 number, 1 text), number (2), text (3).</summary>
    public static JsonValue IntOrText(ReadOnlySpan<byte> bytes)
    {
        (long type, long number, string text) = (0, 0, "");
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            switch (reader.ReadTag())
            {
                case (1, 0):
                    type = (long)reader.ReadVarint();
                    break;
                case (2, 0):
                    number = (int)reader.ReadVarint();
                    break;
                case (3, 2):
                    text = Text(reader.ReadBytes());
                    break;
                case (_, int wireType):
                    reader.Skip(wireType);
                    break;
            }
        }

        return type == 0 ? JsonValue.Create(number) : JsonValue.Create(text);
    }

    /// <summary>A message with one list of texts (1).</summary>
    public static JsonArray Strings(ReadOnlySpan<byte> bytes)
    {
        JsonArray list = new();
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number == 1 && wireType == 2)
            {
                list.Add((JsonNode)Text(reader.ReadBytes()));
                if (list.Count > JsonText.MaxRequestValues)
                {
                    throw new WireFormatException($"a list holds more than {JsonText.MaxRequestValues} values");
                }
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return list;
    }

    /// <summary>Embedded JSON (1).</summary>
    public static JsonNode? Raw(ReadOnlySpan<byte> bytes)
    {
        ProtobufReader reader = new(bytes);
        JsonNode? value = null;
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number != 1 || wireType != 2)
            {
                reader.Skip(wireType);
                continue;
            }

            try
            {
                value = JsonText.ParseRequest(reader.ReadBytes());
            }
            catch (JsonException error)
            {
                throw new WireFormatException($"embedded JSON cannot be read: {error.Message}");
            }
        }

        return value;
    }

    /// <summary>Valid UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException("a text is not valid UTF-8");
        }
    }
}
