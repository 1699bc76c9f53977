using System.Globalization;
using Kuscia.Psi.Bench;

const int Million = 1_000_000;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Kuscia.Psi.Bench ENGINE [ROWS...]   ENGINE: path of kuscia-psi; prints Markdown tables");
    return 2;
}

int[] sizes = args.Length > 1 && args[1] == "0" ? [] : args.Length > 1 ? [.. args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [10_000, 100_000, Million];
Console.WriteLine("| rows a side | protocol | seconds | CPU seconds, both | peak MiB, larger process | rows/s | seconds against ECDH | CPU against ECDH |");
Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
EngineSpeed engines = new(args[0]);
foreach (int size in sizes)
{
    engines.Measure(size, size < Million ? 3 : 1).ForEach(Console.WriteLine);
}

Console.WriteLine();
KernelSpeed.Measure().ForEach(Console.WriteLine);
return 0;
