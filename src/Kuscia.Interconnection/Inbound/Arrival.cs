using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>What becomes of an object that arrived: the copy to keep here, or the sentence that says why there is none.</summary>
internal readonly record struct Arrival<T>(T? Copy, string? Refusal)
    where T : Resource
{
    public static Arrival<T> Accept(T copy) => new(copy, null);

    public static Arrival<T> Refuse(string why) => new(null, PrintableLine.Of(why));
}
