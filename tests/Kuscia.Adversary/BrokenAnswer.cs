using Microsoft.AspNetCore.Http;

namespace Kuscia.Adversary;

/// <summary>One way to answer a request that no honest host answers so.</summary>
/// <param name="Name">What it is called in tests.</param>
/// <param name="AnswerAsync">Gives the answer, or does not.</param>
/// <param name="IsWrong">False for an answer that a victim may take for a good one.</param>
public sealed record BrokenAnswer(string Name, Func<HttpContext, Task> AnswerAsync, bool IsWrong = true)
{
    public override string ToString() => Name;
}
