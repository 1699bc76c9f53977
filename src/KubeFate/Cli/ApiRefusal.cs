namespace KubeFate.Cli;

/// <summary>The service answered with an error.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="text">The member <c>error</c>.</param>
internal sealed class ApiRefusal(int status, string text) : Exception(text)
{
    public int Status => status;
}
