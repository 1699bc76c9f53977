namespace Kuscia.Model.Resources;

/// <summary>How the status of a KusciaDeployment names the parties of another cluster that have failed, so that it is told from a failure of the own cluster.</summary>
public static class DeploymentFailure
{
    private const string Start = "party[";

    /// <summary>True for a message that tells of parties of another cluster.</summary>
    public static bool IsOfPartner(string? message) => message?.StartsWith(Start, StringComparison.Ordinal) == true;

    /// <summary>The message about parties of another cluster; one that is about such already stays as it is.</summary>
    public static string OfPartner(IEnumerable<string> domains, string? message) =>
        IsOfPartner(message) ? message ?? "" : $"{Start}{string.Join(",", domains)}] deployment failed info: {message}";
}
