using System.Runtime.InteropServices;
using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Puts the pages of a list together, within the limits of the client.</summary>
internal sealed class ResourceListReader<T>(ResourceKind<T> kind, string? @namespace, HttpResourceClientOptions options)
    where T : Resource
{
    private const int MaxTokenLength = 4096;
    private const int MaxEmptyPages = 100;

    private readonly List<T> _items = [];
    private readonly List<long> _weights = [];
    private long _weight;
    private int _emptyPages;

    /// <summary>Where the next page begins; null for the first.</summary>
    public string? Continue { get; private set; }

    /// <summary>True when the last page was taken.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The version of the first page, which all others show too.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Everything read so far.</summary>
    public ResourceList<T> List => new(_items, Version) { Weights = _weights };

    /// <summary>True when the whole list is larger than is read, whatever its pages.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes one page; true as it is taken whole.</summary>
    public bool Take(JsonElement page)
    {
        if (page.ValueKind != JsonValueKind.Object || (ObjectReader.TextOf(page, "kind") is { Length: > 0 } name && name != kind.Kind + "List"))
        {
            throw BadAnswer.Malformed($"the answer is a \"{ServerText.OneLine(ObjectReader.TextOf(page, "kind"), 100)}\" instead of a {kind.Kind}List");
        }

        int before = _items.Count;
        if (page.TryGetProperty("items", out JsonElement array) && array.ValueKind != JsonValueKind.Null)
        {
            AddAll(array);
        }

        page.TryGetProperty("metadata", out JsonElement metadata);
        TakeVersion(ObjectReader.TextOf(metadata, "resourceVersion"));
        TakeContinue(ObjectReader.TextOf(metadata, "continue"), isEmpty: _items.Count == before);
        return true;
    }

    private void AddAll(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw BadAnswer.Malformed($"the items of the {kind.Kind}List are a JSON {array.ValueKind} instead of an array");
        }

        foreach (JsonElement item in array.EnumerateArray())
        {
            Add(item);
        }
    }

    private void Add(JsonElement item)
    {
        long weight = AnswerWeight.Of(JsonMarshal.GetRawUtf8Value(item));
        _weight += weight;
        IsFull = _items.Count >= options.MaxListObjects || _weight > options.MaxListWeight;
        if (IsFull)
        {
            throw BadAnswer.TooMany(_weight > options.MaxListWeight ? $"the list weighs more than {options.MaxListWeight} bytes" : $"the list has more than {options.MaxListObjects} objects");
        }

        _items.Add(ObjectReader.Read(item, kind, @namespace, isListItem: true));
        _weights.Add(weight);
    }

    private void TakeVersion(string version)
    {
        ObjectReader.CheckVersion(version);
        Version = Version.Length == 0 ? version : Version;
    }

    private void TakeContinue(string token, bool isEmpty)
    {
        _emptyPages += isEmpty ? 1 : 0;
        if (token.Length > MaxTokenLength || (token.Length > 0 && token == Continue) || _emptyPages > MaxEmptyPages)
        {
            throw BadAnswer.Malformed("the list does not come to an end: its pages are empty, repeat themselves or continue at an endless token");
        }

        Continue = token;
        IsComplete = token.Length == 0;
    }
}
