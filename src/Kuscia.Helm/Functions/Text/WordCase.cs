using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Splits text into words by case, digits and connectors and joins them in lower case (snakecase, kebabcase).</summary>
internal static class WordCase
{
    private enum Kind : byte
    {
        None,
        Number,
        Upper,
        Lower,
        Connector,
        Punctuation,
        Other,
    }

    public static string Lower(string text, char connector)
    {
        Words words = new([.. text.EnumerateRunes()]);
        StringBuilder output = new(text.Length + 8);
        words.Next();
        while (words.HasMore)
        {
            if (words.Kind != Kind.Connector)
            {
                Append(output, words.Kind, words.Word, connector);
            }
            Kind before = words.Kind;
            Rune[] last = words.Word;
            words.Next();
            switch (before)
            {
                case Kind.Number:
                    AppendRun(output, words, connector);
                    if (words.Kind is not (Kind.None or Kind.Punctuation))
                    {
                        output.Append(connector);
                    }
                    break;
                case Kind.Connector:
                    Append(output, before, last, connector);
                    break;
                case Kind.Punctuation:
                    break;
                default:
                    AfterLetters(output, words, connector);
                    break;
            }
        }

        Append(output, words.Kind, words.Word, connector);
        return output.ToString();
    }

    public static bool IsConnector(Rune rune) => rune.Value is '-' or '_' || GoUnicode.IsSpace(rune.Value);

    private static void AfterLetters(StringBuilder output, Words words, char connector)
    {
        if (words.Kind != Kind.Number)
        {
            if (words.Kind is not (Kind.Connector or Kind.Punctuation))
            {
                output.Append(connector);
            }
            return;
        }

        if (!words.HasMore)
        {
            return;
        }
        Rune[] number = words.Word;
        words.Next();
        if (words.Kind != Kind.Lower)
        {
            // The number belongs to the word before it: Bld4Floor.
            Append(output, Kind.Number, number, connector);
            if (words.Kind is not (Kind.Connector or Kind.Punctuation))
            {
                output.Append(connector);
            }
            return;
        }

        // Lower case after the number: the number starts a word, HTTP2xx.
        output.Append(connector);
        Append(output, Kind.Number, number, connector);
        AppendRun(output, words, connector);
        if (words.Kind is not (Kind.None or Kind.Connector or Kind.Punctuation))
        {
            output.Append(connector);
        }
    }

    private static void AppendRun(StringBuilder output, Words words, char connector)
    {
        while (words.Kind is Kind.Lower or Kind.Number)
        {
            Append(output, words.Kind, words.Word, connector);
            words.Next();
        }
    }

    private static void Append(StringBuilder output, Kind kind, Rune[] word, char connector)
    {
        foreach (Rune rune in word)
        {
            if (kind is Kind.Upper or Kind.Connector)
            {
                output.Append(IsConnector(rune) ? connector.ToString() : Rune.IsUpper(rune) ? Rune.ToLowerInvariant(rune).ToString() : rune.ToString());
            }
            else
            {
                output.Append(rune.ToString());
            }
        }
    }

    // Letters of scripts that have words; Chinese characters have none.
    private static bool IsAlphabet(Rune rune) => Rune.IsLetter(rune)
        && rune.Value is not ((>= 0x4E00 and <= 0x9FCC) or (>= 0x3400 and <= 0x4D85) or (>= 0x20000 and <= 0x2B81D));

    private static bool IsLower(Rune rune) => IsAlphabet(rune) && !Rune.IsUpper(rune);

    private static bool IsPunctuation(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private sealed class Words(Rune[] runes)
    {
        private int _at;

        public Kind Kind { get; private set; }

        public Rune[] Word { get; private set; } = [];

        public bool HasMore => _at < runes.Length;

        public void Next()
        {
            int start = _at;
            Kind = Kind.None;
            if (_at < runes.Length)
            {
                Scan(runes[_at++]);
            }
            Word = runes[start.._at];
        }

        private void Scan(Rune first)
        {
            if (IsConnector(first))
            {
                Take(Kind.Connector, IsConnector);
            }
            else if (IsPunctuation(first))
            {
                Take(Kind.Punctuation, IsPunctuation);
            }
            else if (Rune.IsUpper(first))
            {
                ScanUpper();
            }
            else if (IsAlphabet(first))
            {
                Take(Kind.Lower, IsLower);
            }
            else if (Rune.IsNumber(first))
            {
                Take(Kind.Number, Rune.IsNumber);
            }
            else
            {
                Take(Kind.Other, static rune => !IsConnector(rune) && !IsAlphabet(rune) && !Rune.IsNumber(rune) && !IsPunctuation(rune));
            }
        }

        private void ScanUpper()
        {
            Kind = Kind.Upper;
            if (_at >= runes.Length || !Rune.IsUpper(runes[_at]))
            {
                Take(Kind.Upper, IsLower);
                return;
            }

            Take(Kind.Upper, Rune.IsUpper);
            // HTTPStatus is HTTP and Status.
            if (_at < runes.Length && IsAlphabet(runes[_at]))
            {
                _at--;
            }
        }

        private void Take(Kind kind, Func<Rune, bool> belongs)
        {
            Kind = kind;
            while (_at < runes.Length && belongs(runes[_at]))
            {
                _at++;
            }
        }
    }
}
