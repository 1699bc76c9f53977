namespace Kuscia.Node.Demo;

/// <summary>The program that the demo starts as nodes: this one, or the <c>kuscia</c> beside the assembly that uses the demo.</summary>
internal static class DemoProgram
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        string beside = System.IO.Path.Combine(AppContext.BaseDirectory, "kuscia");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? "kuscia";
    }
}
