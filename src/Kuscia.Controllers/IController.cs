namespace Kuscia.Controllers;

/// <summary>A level-triggered loop that drives objects of one kind to their desired state.</summary>
public interface IController
{
    /// <summary>Name as logs and metrics show it, for example <c>kuscia-job-controller</c>.</summary>
    string Name { get; }

    /// <summary>Works until cancelled; recovers from every failure by itself.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
