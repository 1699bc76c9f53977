using Kuscia.Helm.Bench;
using Kuscia.Helm.Commands;

// "helm ..." runs a command line as the program does; anything else measures.
if (args is ["helm", ..])
{
    using StreamWriter output = new StreamWriter(Console.OpenStandardOutput()) { NewLine = "\n" };
    using StreamWriter error = new StreamWriter(Console.OpenStandardError()) { NewLine = "\n", AutoFlush = true };
    return await HelmCommand.Create(output, error, Console.OpenStandardInput()).Parse(args[1..]).InvokeAsync();
}

return await Measurements.RunAsync(Console.Out);
