namespace KubeFate.Service;

/// <summary>A request that is answered with an error.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="text">The member <c>error</c>; empty for an answer without body.</param>
internal sealed class Refusal(int status, string text) : Exception(text)
{
    public int Status => status;

    public static Refusal NotFound() => new(500, "record not found");
}
