using Xunit;

namespace Kuscia.Testing.Components;

/// <summary>A theory that runs real programs: skipped where one is missing, except under CI=true, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealComponentTheoryAttribute : TheoryAttribute
{
    /// <summary>Names the programs that the test runs.</summary>
    public RealComponentTheoryAttribute(params string[] programs) => Skip = RealComponent.SkipReason(programs);
}
