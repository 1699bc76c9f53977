using Kuscia.Model.Meta;

namespace Kuscia.Client.Informers;

/// <summary>The usual indexes: made at first use and shared by all who ask for the same.</summary>
public static class InformerIndexes
{
    /// <summary>Objects by name, over all namespaces.</summary>
    public static InformerIndex<T> ByName<T>(this IInformer<T> informer)
        where T : Resource => informer.IndexBy("name", r => r.Metadata.Name);

    /// <summary>Objects by namespace.</summary>
    public static InformerIndex<T> ByNamespace<T>(this IInformer<T> informer)
        where T : Resource => informer.IndexBy("namespace", r => r.Metadata.Namespace);

    /// <summary>Objects by the value of a label.</summary>
    public static InformerIndex<T> ByLabel<T>(this IInformer<T> informer, string label)
        where T : Resource => informer.IndexBy($"label {label}", r => r.Metadata.Label(label));

    /// <summary>Objects by the value of an annotation.</summary>
    public static InformerIndex<T> ByAnnotation<T>(this IInformer<T> informer, string annotation)
        where T : Resource => informer.IndexBy($"annotation {annotation}", r => r.Metadata.Annotation(annotation));
}
