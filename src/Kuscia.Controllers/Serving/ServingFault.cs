namespace Kuscia.Controllers.Serving;

/// <summary>Why a deployment cannot be carried out now.</summary>
/// <param name="Reason">The word in <c>status.reason</c>.</param>
/// <param name="Message">What hinders, and what to do.</param>
internal sealed record ServingFault(string Reason, string Message);
