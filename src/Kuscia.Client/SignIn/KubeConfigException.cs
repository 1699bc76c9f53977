namespace Kuscia.Client.SignIn;

/// <summary>A kubeconfig leads nowhere, or signing in failed; the message is for the user and holds no secret.</summary>
public sealed class KubeConfigException : Exception
{
    /// <summary>An exception with a message for the user.</summary>
    public KubeConfigException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the user and its cause.</summary>
    public KubeConfigException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
