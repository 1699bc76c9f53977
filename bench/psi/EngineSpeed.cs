using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kuscia.Psi.Bench;

/// <summary>Whole runs of two engine processes on loopback with plain paths: start of the processes to exit of both.</summary>
internal sealed partial class EngineSpeed(string engine)
{
    private static readonly string[] Protocols = ["PROTOCOL_ECDH", "PROTOCOL_RR22"];

    /// <summary>Runs one size with both protocols by turns and returns a line for each: the medians, and those of the ratios of each round.</summary>
    public List<string> Measure(int rows, int rounds)
    {
        List<EngineFigures[]> all = [];
        for (int round = 0; round < rounds; round++)
        {
            all.Add([.. Protocols.Select(p => Measure(rows, p))]);
        }

        return [.. Protocols.Select((name, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {rows:#,0} | {name[9..]} | {Median(all, r => r[i].Seconds):0.00} | {Median(all, r => r[i].CpuSeconds):0.0} | {Median(all, r => r[i].PeakMebibytes):0} | {rows / Median(all, r => r[i].Seconds):#,0} | {Median(all, r => r[i].Seconds / r[0].Seconds):0.00} | {Median(all, r => r[i].CpuSeconds / r[0].CpuSeconds):0.00} |"))];
    }

    private static double Median(List<EngineFigures[]> rounds, Func<EngineFigures[], double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private EngineFigures Measure(int rows, string protocol)
    {
        string folder = Directory.CreateTempSubdirectory("kuscia-psi-bench-").FullName;
        try
        {
            int[] ports = [FreePort(), FreePort()];
            WriteTables(folder, rows);
            File.WriteAllText(Path.Combine(folder, "0.json"), Config(0, ports, protocol));
            File.WriteAllText(Path.Combine(folder, "1.json"), Config(1, ports, protocol));
            long start = Stopwatch.GetTimestamp();
            using Process first = Start(folder, 0);
            using Process second = Start(folder, 1);
            Task<string> secondLog = second.StandardOutput.ReadToEndAsync();
            string firstLog = first.StandardOutput.ReadToEnd();
            first.WaitForExit();
            second.WaitForExit();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Check(folder, rows, first.ExitCode, second.ExitCode);
            Match[] ends = [EndPattern().Match(firstLog), EndPattern().Match(secondLog.GetAwaiter().GetResult())];
            double cpu = ends.Sum(e => double.Parse(e.Groups[1].Value, CultureInfo.InvariantCulture));
            int peak = ends.Max(e => int.Parse(e.Groups[2].Value, CultureInfo.InvariantCulture));
            return new(seconds, cpu, peak);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteTables(string folder, int rows)
    {
        Random order = new(1);
        WriteTable(Path.Combine(folder, "0.csv"), "id1", [.. Enumerable.Range(0, rows)], order);
        WriteTable(Path.Combine(folder, "1.csv"), "id2", [.. Enumerable.Range(rows / 10, rows)], order);
    }

    private static void WriteTable(string path, string key, int[] ids, Random order)
    {
        order.Shuffle(ids);
        using StreamWriter writer = new(path);
        writer.Write($"{key},age,balance,job,y\n");
        foreach (int id in ids)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{id},{(id * 37L % 1000) - 500},0.{id % 9973:0000},job-{id % 12},{id & 1}\n"));
        }
    }

    private static string Config(int self, int[] ports, string protocol)
    {
        string[] names = ["alice", "bob"];
        var sources = new { alice = new { id = "d" }, bob = new { id = "d" } };
        object[] attributes = [new { ss = new[] { "id1" } }, new { ss = new[] { "id2" } }, new { s = protocol }];
        var component = new
        {
            domain = "data_prep",
            name = "psi",
            version = "1.0.0",
            attr_paths = new[] { "input/input_ds1/keys", "input/input_ds2/keys", "protocol" },
            attrs = attributes,
        };
        var input = new
        {
            sf_datasource_config = sources,
            sf_cluster_desc = new { parties = names },
            sf_node_eval_param = component,
            sf_input_ids = new[] { "a", "b" },
            sf_output_ids = new[] { "o" },
            sf_output_uris = new[] { "o.csv" },
        };
        var parties = names.Select((name, i) => new { name, services = new[] { new { portName = "psi", endpoints = new[] { $"127.0.0.1:{ports[i]}" } } } });
        var allocated = new { ports = new[] { new { name = "psi", port = ports[self], scope = "Cluster" } } };
        return JsonSerializer.Serialize(new
        {
            task_id = "bench",
            task_input_config = JsonSerializer.Serialize(input),
            task_cluster_def = JsonSerializer.Serialize(new { parties, selfPartyIdx = self }),
            allocated_ports = JsonSerializer.Serialize(allocated),
        });
    }

    private Process Start(string folder, int party)
    {
        string File(string name) => Path.Combine(folder, name);
        ProcessStartInfo info = new(engine, ["--kuscia", File($"{party}.json"), "--input", File($"{party}.csv"), "--output", File($"out{party}.csv")])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["KUSCIA_BIND_ADDRESS"] = "127.0.0.1";
        _ = info.Environment.Remove("KUSCIA_GATEWAY_ADDRESS");
        return Process.Start(info) ?? throw new InvalidOperationException($"{engine} did not start");
    }

    private static void Check(string folder, int rows, int first, int second)
    {
        int expected = rows - (rows / 10);
        int[] lines = [.. Enumerable.Range(0, 2).Select(i => File.ReadLines(Path.Combine(folder, $"out{i}.csv")).Count() - 1)];
        if (first != 0 || second != 0 || lines.Any(l => l != expected))
        {
            throw new InvalidOperationException($"wrong result: exit codes {first} and {second}, rows {lines[0]} and {lines[1]}, expected {expected}");
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint?)socket.LocalEndPoint)?.Port ?? 0;
    }

    [GeneratedRegex("CPU ([0-9.]+) s, peak memory ([0-9]+) MiB")]
    private static partial Regex EndPattern();
}
