using System.Globalization;

namespace Kuscia.Psi.Tables;

/// <summary>
/// How much a result may hold. A partner's row counts multiply the own rows, so they must not decide alone how much is written:
/// the result stays within a multiple of the own table and within the free space of its disk.
/// </summary>
internal sealed record ResultLimits
{
    private const long Reserve = 1L << 30;

    /// <summary>The most rows a result may have.</summary>
    public long MaxRows { get; init; } = 1_000_000_000;

    /// <summary>Bytes a result may always have, whatever the size of the own table.</summary>
    public const long FloorBytes = 64L << 20;

    /// <summary>How many times the size of the own table a result may have.</summary>
    public const int Growth = 1000;

    /// <summary>The operator's own limit in bytes in place of floor and growth; null for none.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Bytes that may still be written to the disk of a folder; a twentieth of it, at most 1 GiB, stays free.</summary>
    public Func<string, long> FreeBytes { get; init; } = FreeSpace;

    /// <summary>Fails when a result of the size may not be written to the folder.</summary>
    /// <exception cref="PsiException">The result is too large; nothing was written.</exception>
    public void Check(long rows, Int128 bytes, long tableBytes, string folder)
    {
        if (rows > MaxRows)
        {
            throw new PsiException(
                ExitCode.Partner, $"the join would have more than {MaxRows} rows because keys repeat on both sides; remove duplicates or choose other keys");
        }

        Int128 allowed = MaxBytes ?? Int128.Max(FloorBytes, (Int128)Growth * tableBytes);
        if (bytes > allowed)
        {
            // Not the code of a disagreement: its text goes to the partner, and the size of the own table does not.
            throw new PsiException(
                ExitCode.Output,
                string.Create(CultureInfo.InvariantCulture, $"the join would have {rows} rows and {bytes} bytes because the partner's rows repeat; {allowed} bytes are allowed for an own table of {tableBytes} bytes; ")
                + "remove duplicates, choose other keys, or set KUSCIA_PSI_MAX_RESULT_BYTES");
        }

        long free = FreeBytes(folder);
        if (bytes > free)
        {
            throw new PsiException(
                ExitCode.Output, string.Create(CultureInfo.InvariantCulture, $"the result needs {bytes} bytes and {folder} has room for {free}; make room there and run the task again"));
        }
    }

    private static long FreeSpace(string folder)
    {
        DriveInfo disk = new(folder);
        return Math.Max(0, disk.AvailableFreeSpace - Math.Min(Reserve, disk.TotalSize / 20));
    }
}
