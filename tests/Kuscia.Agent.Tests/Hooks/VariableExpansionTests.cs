using Kuscia.Agent.Hooks;

namespace Kuscia.Agent.Tests.Hooks;

public class VariableExpansionTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "1")]
    [InlineData("x$(A)y$(B)z", "x1y2z")]
    [InlineData("$(MISSING)", "$(MISSING)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$", "$")]
    [InlineData("$A $", "$A $")]
    [InlineData("$(A", "$(A")]
    public void Text_is_expanded(string text, string expected)
    {
        Dictionary<string, string> values = new() { ["A"] = "1", ["B"] = "2" };

        Assert.Equal(expected, VariableExpansion.Expand(text, values.GetValueOrDefault));
    }
}
