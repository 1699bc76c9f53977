namespace Kuscia.Psi.Tables;

// Finding the ends of fields.
internal sealed partial class CsvRecordReader
{
    /// <summary>Finds the end of the field at <paramref name="position"/>: the index of its comma or line feed, the end of the data, or -1 when more data is needed.</summary>
    private int ParseField(int position, int start, out CsvField field)
    {
        if (position < _filled && _buffer[position] == '"')
        {
            return ParseQuoted(position, start, out field);
        }

        int from = position;
        while (true)
        {
            int hit = _buffer.AsSpan(from, _filled - from).IndexOfAny(Special);
            if (hit >= 0 && _buffer[from + hit] == '"')
            {
                from += hit + 1;
                continue;
            }

            if (hit >= 0 && _buffer[from + hit] == '\r')
            {
                from += hit + 1;
                if (from == _filled && !_atEnd)
                {
                    break;
                }

                CheckLineFeed(from);
                continue;
            }

            int end = hit < 0 ? _filled : from + hit;
            field = new(position - start, end - position, false, false);
            return hit < 0 && !_atEnd ? -1 : end;
        }

        field = default;
        return -1;
    }

    // A carriage return alone would become part of a value, and whole files of them one single line.
    private void CheckLineFeed(int position)
    {
        if (position == _filled || _buffer[position] != '\n')
        {
            throw Broken("has a carriage return without a line feed after it; write line ends as LF or CRLF (mac2unix does), and put values with line breaks in quotes");
        }
    }

    private int ParseQuoted(int position, int start, out CsvField field)
    {
        field = default;
        bool escapes = false;
        int from = position + 1;
        while (true)
        {
            int hit = _buffer.AsSpan(from, _filled - from).IndexOf((byte)'"');
            int quote = from + hit;
            if (hit < 0 || (quote + 1 == _filled && !_atEnd))
            {
                return hit < 0 && _atEnd ? throw Broken("has a quote that is never closed; end the value with a quote, and write a quote inside a value as two") : -1;
            }

            if (quote + 1 < _filled && _buffer[quote + 1] == '"')
            {
                escapes = true;
                from = quote + 2;
                continue;
            }

            field = new(position + 1 - start, quote - position - 1, true, escapes);
            return AfterQuote(quote + 1);
        }
    }

    private int AfterQuote(int position)
    {
        if (position == _filled || _buffer[position] is (byte)',' or (byte)'\n')
        {
            return position;
        }

        if (_buffer[position] == '\r')
        {
            if (position + 1 < _filled && _buffer[position + 1] == '\n')
            {
                return position + 1;
            }

            if (position + 1 == _filled && !_atEnd)
            {
                return -1;
            }
        }

        throw Broken("has text after a closing quote; write a quote inside a value as two quotes");
    }
}
