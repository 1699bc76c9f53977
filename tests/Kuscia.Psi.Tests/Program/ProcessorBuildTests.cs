using Kuscia.Psi.Program;

namespace Kuscia.Psi.Tests.Program;

/// <summary>Which builds of a published engine a processor runs.</summary>
public sealed class ProcessorBuildTests
{
    private const string Haswell = "fpu sse sse2 pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes avx f16c bmi1 avx2 bmi2";
    private const string Wide = Haswell + " avx512f avx512dq avx512cd avx512bw avx512vl";

    [Theory]
    [InlineData("AuthenticAMD", "26", "2", Wide, "avx512", "avx2")]
    [InlineData("GenuineIntel", "6", "143", Wide, "avx512", "avx2")]
    [InlineData("GenuineIntel", "6", "60", Haswell, "avx2")]
    [InlineData("GenuineIntel", "6", "87", Haswell + " avx512f avx512cd", "avx2")]
    [InlineData("GenuineIntel", "6", "60", "fpu sse sse2 ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt avx f16c bmi1 avx2 bmi2")]
    [InlineData("GenuineIntel", "6", "42", "fpu sse sse2 ssse3 sse4_1 sse4_2 popcnt avx")]
    public void Processor_runs_the_builds_whose_instructions_it_has(string vendor, string family, string model, string flags, params string[] builds)
    {
        Assert.Equal(builds, ProcessorBuild.Fitting(Processor(vendor, family, model, flags)));
    }

    [Theory]
    [InlineData("85")]
    [InlineData("102")]
    public void Processor_that_slows_down_after_wide_instructions_gets_narrow_ones(string model)
    {
        Assert.Equal(["avx2"], ProcessorBuild.Fitting(Processor("GenuineIntel", "6", model, Wide)));
    }

    [Fact]
    public void Processor_that_says_nothing_of_itself_gets_the_portable_build()
    {
        Assert.Empty(ProcessorBuild.Fitting(new Dictionary<string, string>()));
    }

    private static Dictionary<string, string> Processor(string vendor, string family, string model, string flags) =>
        new() { ["vendor_id"] = vendor, ["cpu family"] = family, ["model"] = model, ["flags"] = flags };
}
