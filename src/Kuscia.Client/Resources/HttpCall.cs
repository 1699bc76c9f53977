namespace Kuscia.Client.Resources;

/// <summary>One request of a client.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query below the address of the API.</param>
/// <param name="Content">The body, or null.</param>
public sealed record HttpCall(HttpMethod Method, string Path, HttpContent? Content = null)
{
    /// <summary>A read.</summary>
    public static HttpCall Get(string path) => new(HttpMethod.Get, path);

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}
