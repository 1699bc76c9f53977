using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Which objects belong to an owner, which it takes and which it lets go.</summary>
/// <param name="Held">Those that are controlled by it and match.</param>
/// <param name="Adopt">Those that match and that nobody controls.</param>
/// <param name="Release">Those that it controls although they no longer match.</param>
internal sealed record Claims<T>(IReadOnlyList<T> Held, IReadOnlyList<T> Adopt, IReadOnlyList<T> Release)
    where T : Resource
{
    /// <summary>Sorts the objects of the owner's namespace; an owner on its way out takes and releases nothing. Pure.</summary>
    public static Claims<T> Of(Resource owner, IEnumerable<T> candidates, Func<T, bool> matches)
    {
        List<T> held = [];
        List<T> adopt = [];
        List<T> release = [];
        bool leaving = owner.Metadata.DeletionTimestamp is not null;
        foreach (T candidate in candidates.OrderBy(c => c.Metadata.Name, StringComparer.Ordinal))
        {
            OwnerReference? controller = candidate.Metadata.Controller();
            bool fits = matches(candidate);
            if (controller is not null && controller.Uid == owner.Metadata.Uid)
            {
                (fits ? held : release).Add(candidate);
            }
            else if (controller is null && fits && !leaving && candidate.Metadata.DeletionTimestamp is null)
            {
                adopt.Add(candidate);
            }
        }

        return new Claims<T>(held, adopt, leaving ? [] : release);
    }
}
