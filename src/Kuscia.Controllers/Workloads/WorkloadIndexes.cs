using Kuscia.Client.Informers;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Indexes that the workloads share.</summary>
internal static class WorkloadIndexes
{
    /// <summary>Objects by the uid of the owner that controls them.</summary>
    public static InformerIndex<T> ByController<T>(this IInformer<T> informer)
        where T : Resource => informer.IndexBy("controller uid", r => r.Metadata.Controller()?.Uid);
}
