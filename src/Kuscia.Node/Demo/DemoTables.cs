using System.Globalization;
using System.Text;
using Kuscia.Node.Samples;

namespace Kuscia.Node.Demo;

/// <summary>
/// Writes the two sample tables: plausible standardised values from a fixed seed, ids in a scattered order. Alice holds the ids 0 to N-1,
/// bob N-C to 2N-C-1, so that exactly C = 9N/10 are common.
/// </summary>
internal sealed class DemoTables(int rows)
{
    private const int Seed = 20240817;

    /// <summary>Ids that both tables hold.</summary>
    public int Common { get; } = rows * 9 / 10;

    public void WriteAlice(string path) => Write(path, SampleTable.Alice, 0, Seed);

    public void WriteBob(string path) => Write(path, SampleTable.Bob, rows - Common, Seed + 1);

    /// <summary>Counts the rows of a result and those whose id is not common.</summary>
    public (int Rows, int Wrong) Check(string path)
    {
        int count = 0;
        int wrong = 0;
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            count++;
            int comma = line.IndexOf(',', StringComparison.Ordinal);
            bool isCommon = int.TryParse(line.AsSpan(0, Math.Max(comma, 0)).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id >= rows - Common && id < rows;
            wrong += isCommon ? 0 : 1;
        }

        return (count, wrong);
    }

    private void Write(string path, SampleTable table, int firstId, int seed)
    {
        Random random = new(seed);
        int step = StepFor(rows);
        using StreamWriter writer = new(path, append: false, new UTF8Encoding(false), bufferSize: 1 << 16);
        writer.NewLine = "\n";
        writer.WriteLine(string.Join(',', table.Columns.Select(c => c.Name)));
        StringBuilder line = new();
        for (int row = 0; row < rows; row++)
        {
            line.Clear().Append(CultureInfo.InvariantCulture, $"{firstId + (int)((long)row * step % rows)}");
            foreach ((_, string type) in table.Columns.Skip(1))
            {
                line.Append(',');
                AppendValue(line, type, random);
            }

            writer.WriteLine(line);
        }
    }

    private static void AppendValue(StringBuilder line, string type, Random random)
    {
        if (type == "int")
        {
            line.Append(random.Next(2));
            return;
        }

        // Sum of four uniforms: close to a standard normal, as standardised survey columns are.
        double value = ((random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble()) - 2) * 1.7320508;
        line.Append(value.ToString("F6", CultureInfo.InvariantCulture));
    }

    // A step without common factor visits every id once, in a scattered order, without holding a permutation.
    private static int StepFor(int rows)
    {
        int step = (int)(rows * 0.6180339887);
        while (Gcd(step, rows) != 1)
        {
            step++;
        }

        return step;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
