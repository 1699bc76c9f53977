using System.Globalization;
using Kuscia.Psi.Bench;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Kuscia.Psi.Bench ENGINE [ROWS...]   ENGINE: path of kuscia-psi; prints Markdown tables");
    return 2;
}

int[] sizes = args.Length > 1 && args[1] == "0" ? [] : args.Length > 1 ? [.. args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [10_000, 100_000, 1_000_000];
Console.WriteLine("| rows a side | seconds | CPU seconds, both | peak MiB, larger process | rows/s |");
Console.WriteLine("|---:|---:|---:|---:|---:|");
EngineSpeed engines = new(args[0]);
foreach (int size in sizes)
{
    Console.WriteLine(engines.Measure(size));
}

Console.WriteLine();
KernelSpeed.Measure().ForEach(Console.WriteLine);
return 0;
