namespace Kuscia.Helm.GoValues;

/// <summary>The cluster that <c>lookup</c> asks.</summary>
public interface ILookupSource
{
    /// <summary>Gets one object, or with an empty name the list of all objects of the kind.</summary>
    /// <returns>The object as a map; an empty map when it does not exist. Another failure is a <see cref="FunctionException"/>.</returns>
    ValueMap Lookup(string apiVersion, string kind, string ns, string name);
}
