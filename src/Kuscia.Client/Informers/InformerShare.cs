using System.Net;
using Kuscia.Client.Resources;

namespace Kuscia.Client.Informers;

/// <summary>What the informers of one set keep together, counted against its limits. Thread-safe.</summary>
internal sealed class InformerShare(InformerSetOptions options)
{
    public const string Exceeded = "ShareExceeded";

    private readonly Lock _gate = new();
    private long _objects;
    private long _weight;

    /// <summary>Counts a change of what is kept; refuses one that would grow it beyond the share.</summary>
    public void Change(long objects, long weight)
    {
        lock (_gate)
        {
            bool grows = objects > 0 || weight > 0;
            if (grows && (_objects + objects > options.MaxObjects || _weight + weight > options.MaxWeight))
            {
                throw new ResourceException(
                    HttpStatusCode.InsufficientStorage, Exceeded,
                    $"{options.Source ?? "the server"} has more than is kept of it: at most {options.MaxObjects} objects and {options.MaxWeight} bytes");
            }

            _objects += objects;
            _weight += weight;
        }
    }
}
