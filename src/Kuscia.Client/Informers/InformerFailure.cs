namespace Kuscia.Client.Informers;

/// <summary>Why an informer does not follow its server, or did not the last time.</summary>
/// <param name="Message">What happened, in one line.</param>
/// <param name="Attempts">Failures in a row.</param>
/// <param name="At">When it happened.</param>
/// <param name="NextAttempt">When the server is asked again.</param>
public sealed record InformerFailure(string Message, int Attempts, DateTimeOffset At, DateTimeOffset NextAttempt);
