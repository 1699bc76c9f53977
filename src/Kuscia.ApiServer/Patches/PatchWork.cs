using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// What one patch may cost. A short patch can make very much of a small object (copy in a JSON patch doubles it each time), so every value that is copied, compared or moved is
/// counted before it is done, and the end of the request is looked at each time. Not thread-safe.
/// </summary>
internal sealed class PatchWork(CancellationToken cancellationToken)
{
    /// <summary>The most that one patch may copy, in bytes; each value counts for <see cref="ValueBytes"/> beside its text.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    // About what a value takes in memory beside its text.
    private const int ValueBytes = 32;

    // Moving items inside a list or a map is that much cheaper than copying them.
    private const int MovesPerByte = 8;

    private long _spent;

    /// <summary>Counts a step; throws when the request is over.</summary>
    public void Step() => Spend(1);

    /// <summary>Counts a value that will be copied or compared; throws RequestEntityTooLarge before it is done.</summary>
    public void Take(JsonNode? value)
    {
        // Without recursion: a document that a patch has made may be very deep.
        Stack<(JsonNode? Node, int Depth)> open = new();
        open.Push((value, 1));
        while (open.TryPop(out (JsonNode? Node, int Depth) next))
        {
            Spend(ValueBytes + TextBytes(next.Node));
            CheckDepth(next.Depth);
            switch (next.Node)
            {
                case JsonObject members:
                    foreach ((string name, JsonNode? member) in members)
                    {
                        Spend(name.Length);
                        open.Push((member, next.Depth + 1));
                    }

                    break;
                case JsonArray items:
                    foreach (JsonNode? item in items)
                    {
                        open.Push((item, next.Depth + 1));
                    }

                    break;
            }
        }
    }

    /// <summary>Counts the items that an insertion or removal moves.</summary>
    public void Move(int items) => Spend(1 + (items / MovesPerByte));

    /// <summary>Throws unless a document that the patch made can be stored: neither deeper nor of more values than a request may be.</summary>
    public void CheckResult(JsonNode? document)
    {
        long before = _spent;
        _spent = 0;
        Take(document);
        _spent = before;
    }

    private static int TextBytes(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.TryGetValue(out string? text) ? text.Length : 0;

    private static void CheckDepth(int depth)
    {
        if (depth > JsonText.MaxRequestDepth)
        {
            throw new ApiStatusException(new ApiStatus(422, "Invalid",
                $"the server rejected our request due to an error in our request (the patch makes a value that is nested more than {JsonText.MaxRequestDepth} deep)"));
        }
    }

    private void Spend(long bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _spent += bytes;
        if (_spent > MaxBytes)
        {
            throw new ApiStatusException(new ApiStatus(413, "RequestEntityTooLarge",
                $"Request entity too large: a patch may copy and compare at most {MaxBytes} bytes in all; split it or send the whole object"));
        }
    }
}
