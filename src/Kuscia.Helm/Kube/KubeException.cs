namespace Kuscia.Helm.Kube;

/// <summary>The Kubernetes API refused a request or could not be reached.</summary>
/// <param name="message">The server's message, or what went wrong on the way.</param>
/// <param name="status">HTTP status; 0 when there was no answer.</param>
/// <param name="reason">The server's reason, for example AlreadyExists.</param>
/// <param name="inner">The failure below it, if any.</param>
public sealed class KubeException(string message, int status = 0, string reason = "", Exception? inner = null) : Exception(message, inner)
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status => status;

    /// <summary>The server's reason, for example AlreadyExists.</summary>
    public string Reason => reason;

    /// <summary>Whether the object exists already.</summary>
    public bool IsAlreadyExists => reason == "AlreadyExists";

    /// <summary>Whether the object does not exist.</summary>
    public bool IsNotFound => status == 404;
}
