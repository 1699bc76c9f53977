using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>A URL in the parts of Go's net/url.</summary>
internal sealed record GoUrl
{
    public string Scheme { get; init; } = "";

    public string Opaque { get; init; } = "";

    /// <summary>User and password, still escaped.</summary>
    public string UserInfo { get; init; } = "";

    public string Host { get; init; } = "";

    /// <summary>The path, unescaped.</summary>
    public string Path { get; init; } = "";

    public string Query { get; init; } = "";

    /// <summary>The fragment, unescaped.</summary>
    public string Fragment { get; init; } = "";

    /// <summary>The host without port and brackets.</summary>
    public string HostName
    {
        get
        {
            int colon = Host.LastIndexOf(':');
            string name = colon >= 0 && Host[(colon + 1)..].All(char.IsAsciiDigit) ? Host[..colon] : Host;
            return name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
        }
    }

    /// <exception cref="FunctionException">The text is no URL; the message starts with the prefix given.</exception>
    public static GoUrl Parse(string text, string prefix)
    {
        string Failure(string reason) => $"{prefix}parse {GoQuote.Quote(text)}: {reason}";
        if (text.Any(static c => c is < ' ' or '\x7f'))
        {
            throw new FunctionException(Failure("net/url: invalid control character in URL"));
        }
        (string body, string fragment) = Cut(text, '#');
        (string rest, string? problem, string scheme) = TakeScheme(body);
        if (problem is not null)
        {
            throw new FunctionException(Failure(problem));
        }
        (rest, string query) = Cut(rest, '?');
        GoUrl url = new() { Scheme = scheme, Query = query, Fragment = Unescape(fragment) ?? throw new FunctionException(Failure(BadEscape(fragment))) };
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return url with { Opaque = rest };
            }
            int slash = rest.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? rest : rest[..slash]).Contains(':', StringComparison.Ordinal))
            {
                throw new FunctionException(Failure("first path segment in URL cannot contain colon"));
            }
        }
        else if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            int end = rest.IndexOf('/', 2);
            string authority = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            int at = authority.LastIndexOf('@');
            url = url with { UserInfo = at < 0 ? "" : authority[..at], Host = Unescape(authority[(at + 1)..]) ?? authority[(at + 1)..] };
            if (!PortIsFine(url.Host))
            {
                throw new FunctionException(Failure($"invalid port {GoQuote.Quote(url.Host[url.Host.LastIndexOf(':')..])} after host"));
            }
        }

        return url with { Path = Unescape(rest) ?? throw new FunctionException(Failure(BadEscape(rest))) };
    }

    public override string ToString()
    {
        StringBuilder text = new();
        if (Scheme.Length > 0)
        {
            text.Append(Scheme).Append(':');
        }
        if (Opaque.Length > 0)
        {
            text.Append(Opaque);
        }
        else
        {
            if (Scheme.Length > 0 || Host.Length > 0 || UserInfo.Length > 0)
            {
                AppendAuthority(text);
            }
            AppendPath(text);
        }

        if (Query.Length > 0)
        {
            text.Append('?').Append(Query);
        }
        if (Fragment.Length > 0)
        {
            text.Append('#').Append(Escape(Fragment, "$&+,/:;=?@!()*"));
        }
        return text.ToString();
    }

    private void AppendAuthority(StringBuilder text)
    {
        if (Host.Length == 0 && Path.Length == 0 && UserInfo.Length == 0)
        {
            return;
        }
        text.Append("//");
        if (UserInfo.Length > 0)
        {
            text.Append(UserInfo).Append('@');
        }
        text.Append(Escape(Host, "!$&'()*+,;=:[]<>\""));
    }

    private void AppendPath(StringBuilder text)
    {
        string path = Escape(Path, "$&+,/:;=@");
        if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
        {
            text.Append('/');
        }
        // A colon in the first segment would be read as a scheme.
        if (text.Length == 0 && path.Split('/')[0].Contains(':', StringComparison.Ordinal))
        {
            text.Append("./");
        }
        text.Append(path);
    }

    private static (string After, string? Problem, string Scheme) TakeScheme(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiLetter(c) || (i > 0 && (char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                continue;
            }
            if (c == ':')
            {
                return i == 0 ? (text, "missing protocol scheme", "") : (text[(i + 1)..], null, text[..i].ToLowerInvariant());
            }
            break;
        }

        return (text, null, "");
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static bool PortIsFine(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon < 0 || colon < host.LastIndexOf(']') || host[(colon + 1)..].All(char.IsAsciiDigit);
    }

    private static string? Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }
        List<byte> bytes = [];
        byte[] source = GoText.ToBytes(text);
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                bytes.Add(source[i]);
                continue;
            }

            if (i + 2 >= source.Length || !byte.TryParse([(char)source[i + 1], (char)source[i + 2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                return null;
            }
            bytes.Add(value);
            i += 2;
        }

        return GoText.FromBytes([.. bytes]);
    }

    private static string BadEscape(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            string escape = text.Substring(i, Math.Min(3, text.Length - i));
            if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
            {
                return $"invalid URL escape {GoQuote.Quote(escape)}";
            }
        }

        return "invalid URL escape";
    }

    private static string Escape(string text, string kept)
    {
        StringBuilder output = new(text.Length);
        foreach (byte b in GoText.ToBytes(text))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "-_.~".Contains(c, StringComparison.Ordinal) || kept.Contains(c, StringComparison.Ordinal))
            {
                output.Append(c);
            }
            else
            {
                output.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return output.ToString();
    }
}
