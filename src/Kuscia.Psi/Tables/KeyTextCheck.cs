using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Kuscia.Psi.Tables;

/// <summary>
/// Looks at the key values of the own table, because keys are compared byte by byte and a key in another encoding or with a
/// blank behind it loses its match without a word: what cannot be right is refused with its place, what may be is counted and told.
/// </summary>
internal sealed class KeyTextCheck(TableFile table)
{
    // Printable ASCII without blank, quote and apostrophe: nothing of it is odd, and nearly all keys consist of it.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Where(b => b is not ('"' or '\'')).Select(b => (byte)b)]);

    private readonly Tally[] _tallies = new Tally[Enum.GetValues<KeyOddity>().Length];

    /// <summary>Checks the record that was just read.</summary>
    /// <param name="record">The reader at the record.</param>
    /// <param name="row">Number of the data row, from 1.</param>
    /// <exception cref="PsiException">A key value is not UTF-8 or holds a NUL.</exception>
    public void Check(CsvRecordReader record, long row)
    {
        bool valid = Utf8.IsValid(record.Raw);
        foreach (int column in table.KeyColumns)
        {
            ReadOnlySpan<byte> value = record.Field(column);
            if (value.IndexOfAnyExcept(Plain) >= 0)
            {
                CheckValue(value, column, record, row, valid);
            }
        }

        if (!valid)
        {
            Count(KeyOddity.OtherNotUtf8, record, row);
        }

        if (record.Raw.SequenceEqual(table.Header.Span))
        {
            Count(KeyOddity.HeaderRow, record, row);
        }
    }

    /// <summary>One sentence for each kind of oddity that was met.</summary>
    public IEnumerable<string> Remarks() =>
        from oddity in Enum.GetValues<KeyOddity>()
        let tally = _tallies[(int)oddity]
        where tally.Rows > 0
        select string.Create(
            CultureInfo.InvariantCulture, $"{tally.Rows} {(tally.Rows == 1 ? "row" : "rows")} (first: row {tally.FirstRow}, line {tally.FirstLine}) {Sentence(oddity)}");

    private void CheckValue(ReadOnlySpan<byte> value, int column, CsvRecordReader record, long row, bool recordIsValid)
    {
        if (!recordIsValid && !Utf8.IsValid(value))
        {
            throw Refused(column, record, row, "is not UTF-8; save the table as UTF-8 (for example iconv -f GBK -t UTF-8)");
        }

        if (value.Contains((byte)0))
        {
            throw Refused(column, record, row, "holds a NUL byte; the file is damaged, or is UTF-16: save it as UTF-8");
        }

        int runes = 0;
        Rune first = default;
        Rune last = default;
        int seen = 0;
        foreach (Rune rune in Encoding.UTF8.GetString(value).EnumerateRunes())
        {
            seen |= Look(rune);
            (first, last) = (runes++ == 0 ? rune : first, rune);
        }

        seen |= Rune.IsWhiteSpace(first) || Rune.IsWhiteSpace(last) ? Bit(KeyOddity.OuterSpace) : 0;
        seen |= runes > 1 && IsOtherQuote(first) && IsOtherQuote(last) ? Bit(KeyOddity.OtherQuotes) : 0;
        for (int oddity = 0; seen != 0; oddity++, seen >>= 1)
        {
            if ((seen & 1) != 0)
            {
                Count((KeyOddity)oddity, record, row);
            }
        }
    }

    private static int Look(Rune rune) => rune.Value switch
    {
        '"' => Bit(KeyOddity.Quote),
        '\n' or '\r' => Bit(KeyOddity.LineBreak),
        0xfffd => Bit(KeyOddity.Replacement),
        >= 0xff01 and <= 0xff5e or 0x3000 => Bit(KeyOddity.FullWidth),
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => Bit(KeyOddity.Control),
            UnicodeCategory.Format => Bit(KeyOddity.Invisible),
            UnicodeCategory.NonSpacingMark => Bit(KeyOddity.Combining),
            _ => 0,
        },
    };

    private static bool IsOtherQuote(Rune rune) => rune.Value is '\'' or (>= 0x2018 and <= 0x201f) or 0xff07 or 0xff02;

    private static int Bit(KeyOddity oddity) => 1 << (int)oddity;

    private void Count(KeyOddity oddity, CsvRecordReader record, long row)
    {
        ref Tally tally = ref _tallies[(int)oddity];
        if (tally.LastRow == row)
        {
            return;
        }

        tally = tally.Rows == 0 ? new(1, row, record.Line, row) : tally with { Rows = tally.Rows + 1, LastRow = row };
    }

    private PsiException Refused(int column, CsvRecordReader record, long row, string what) => new(
        ExitCode.Input, $"row {row} of table {table.Name} (line {record.Line}, column {column + 1}): the value of key column \"{table.Columns[column]}\" {what}");

    private static string Sentence(KeyOddity oddity) => oddity switch
    {
        KeyOddity.OuterSpace => "with a blank at the start or end of a key value: keys are compared byte by byte, nothing is trimmed",
        KeyOddity.Quote => "with a quote inside a key value: only a quote right behind the comma encloses a value",
        KeyOddity.OtherQuotes => "with a key value between apostrophes or typographic quotes: they are part of the value, only \" encloses one",
        KeyOddity.LineBreak => "with a line break inside a key value: look for a closing quote that stands too late",
        KeyOddity.Control => "with a control character in a key value",
        KeyOddity.Invisible => "with an invisible character in a key value (byte-order mark, zero-width blank or joiner)",
        KeyOddity.Combining => "with an accent as a character of its own in a key value: it is not equal to the accented letter (normalise both tables to NFC)",
        KeyOddity.FullWidth => "with full-width characters in a key value: they are not equal to their ASCII forms",
        KeyOddity.Replacement => "with a replacement character U+FFFD in a key value: an earlier conversion lost the text",
        KeyOddity.HeaderRow => "that repeat the header line: were files joined together?",
        _ => "with a value outside the key that is not UTF-8: it is copied as it stands",
    };

    private readonly record struct Tally(long Rows, long FirstRow, long FirstLine, long LastRow);
}
