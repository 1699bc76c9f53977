namespace Kuscia.Controllers.Tasks;

/// <summary>What came of creating the objects of a task.</summary>
/// <param name="Problem">The sentence that says what is in the way; null when there is nothing.</param>
/// <param name="IsFinal">True when the API will never take an object as it is.</param>
internal sealed record TaskCreation(string? Problem, bool IsFinal)
{
    /// <summary>Everything exists.</summary>
    public static readonly TaskCreation Done = new(null, false);

    /// <summary>To be tried again soon: an object of an earlier task of that name is still going, or the task has changed.</summary>
    public static readonly TaskCreation Again = new(null, false);
}
