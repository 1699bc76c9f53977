using Microsoft.Win32.SafeHandles;

namespace Kuscia.Psi.Tables;

/// <summary>
/// The second pass: finds the own rows of the common keys and writes them, unchanged, in the agreed order. A key that
/// the own table holds i times and the partner's table j times gives i*j rows on each side, row by row in step.
/// </summary>
internal sealed class ResultTable(TableFile table, TableScan scan, bool rowsOutside, bool sorted, ResultLimits limits)
{
    /// <summary>Writes header and rows.</summary>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="PsiException">The result would be larger than <paramref name="scratchFolder"/> and the limits allow, or the table changed.</exception>
    public async Task<long> WriteAsync(CommonKeys common, Stream output, string scratchFolder, CancellationToken cancellationToken)
    {
        int[] position = PositionsOf(common.Keys);
        int[] counts = CountRows(position, common.Keys.Length);
        limits.Check(TotalRows(counts, common.PartnerRows), 0, table.Size, scratchFolder);
        MatchedRows rows = new(common.Keys.Length, counts);
        using KeySorter sorter = new(scratchFolder);
        Collect(position, rows, sorter, cancellationToken);
        CheckSize(rows, common, scratchFolder);
        await output.WriteAsync(table.Header, cancellationToken);
        output.WriteByte((byte)'\n');
        using SafeFileHandle file = File.OpenHandle(table.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RowCopier copier = new(file, table.Size, RowCopier.WindowFor(table.Size, inOrder: !sorted), output);
        long written = sorted
            ? WriteByKey(sorter.Sorted(), rows, common.PartnerRows, copier, cancellationToken)
            : WriteInTableOrder(position, rows, common.PartnerRows, copier, cancellationToken);
        table.EnsureUnchanged();
        return written;
    }

    private static long TotalRows(int[] own, int[]? partner)
    {
        Int128 total = 0;
        for (int i = 0; i < own.Length; i++)
        {
            total += (long)own[i] * (partner is null ? 1 : partner[i]);
        }

        return (long)Int128.Min(total, long.MaxValue);
    }

    private void CheckSize(MatchedRows rows, CommonKeys common, string folder)
    {
        long count = 0;
        Int128 bytes = table.Header.Length + 1;
        for (int at = 0; at < common.Keys.Length; at++)
        {
            long times = common.PartnerRows is null ? 1 : common.PartnerRows[at];
            for (int row = rows.First(at); row < rows.First(at + 1); row++)
            {
                count += times;
                bytes += times * (rows.Length(row) + 1L);
            }
        }

        limits.Check(count, bytes, table.Size, folder);
    }

    private int[] PositionsOf(int[] keys)
    {
        int[] position = new int[scan.KeyCount];
        Array.Fill(position, -1);
        for (int i = 0; i < keys.Length; i++)
        {
            position[keys[i]] = i;
        }

        return position;
    }

    private int[] CountRows(int[] position, int commonCount)
    {
        int[] counts = new int[commonCount];
        foreach (int key in scan.KeyOfRow)
        {
            if (position[key] >= 0)
            {
                counts[position[key]]++;
            }
        }

        return counts;
    }

    private void Collect(int[] position, MatchedRows rows, KeySorter sorter, CancellationToken cancellationToken)
    {
        CsvRecordReader reader = table.OpenRows(out FileStream stream);
        using FileStream closing = stream;
        SortKey sortKey = new(table);
        int row = 0;
        for (; row < scan.RowCount && reader.Read(); row++)
        {
            int at = position[scan.KeyOfRow[row]];
            if (at < 0)
            {
                continue;
            }

            if (rows.Add(at, reader.Offset, reader.Raw.Length) && sorted)
            {
                sorter.Add(sortKey.Build(reader), at);
            }

            if ((row & 0xffff) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        table.EnsureUnchanged();
    }

    private long WriteByKey(
        IEnumerable<int> order, MatchedRows rows, int[]? partnerRows, RowCopier copier, CancellationToken cancellationToken)
    {
        long written = 0;
        foreach (int at in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int times = partnerRows is null ? 1 : partnerRows[at];
            (int outer, int inner) = rowsOutside ? (1, times) : (times, 1);
            for (int i = 0; i < outer; i++)
            {
                for (int row = rows.First(at); row < rows.First(at + 1); row++)
                {
                    copier.Copy(rows.Offset(row), rows.Length(row), inner);
                    written += inner;
                }
            }
        }

        copier.Flush();
        return written;
    }

    private long WriteInTableOrder(
        int[] position, MatchedRows rows, int[]? partnerRows, RowCopier copier, CancellationToken cancellationToken)
    {
        long written = 0;
        rows.Rewind();
        for (int row = 0; row < scan.RowCount; row++)
        {
            int at = position[scan.KeyOfRow[row]];
            if (at < 0)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int times = partnerRows is null ? 1 : partnerRows[at];
            int index = rows.Next(at);
            copier.Copy(rows.Offset(index), rows.Length(index), times);
            written += times;
        }

        copier.Flush();
        return written;
    }
}
