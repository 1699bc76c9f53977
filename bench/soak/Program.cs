// Two endurance runs of real node processes on this machine. "flood": a hostile partner sends all that is taken while honest partners run jobs. "kill": nodes
// are killed with signal 9 at random while jobs run. "cost" sends each part of the flood alone. Each prints one Markdown table; the exit code is 1 when a bound is broken.
using Kuscia.Soak.Bench;

SoakOptions options = SoakOptions.Parse(args);
SoakReport report = options.Command switch
{
    "flood" => await FloodSoak.RunAsync(options),
    "kill" => await KillSoak.RunAsync(options),
    "cost" => await FloodCost.RunAsync(options),
    _ => throw new ArgumentException($"'{options.Command}' is no soak; give flood, kill or cost, and --minutes N (default 30), --jobs N (flood, default 1), --seed N (kill, default 1)"),
};
report.Print(Console.Out);
return report.IsGood ? 0 : 1;
