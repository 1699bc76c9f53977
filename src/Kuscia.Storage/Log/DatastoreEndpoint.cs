using System.Globalization;

namespace Kuscia.Storage.Log;

/// <summary>Where a database server is and who asks there: <c>mysql://user:password@tcp(host:3306)/database</c> or <c>postgres://user:password@host:5432/database</c>.</summary>
public sealed record DatastoreEndpoint
{
    /// <summary>How an endpoint is written, for messages.</summary>
    public const string Forms = "mysql://USER:PASSWORD@tcp(HOST:3306)/DATABASE or postgres://USER:PASSWORD@HOST:5432/DATABASE";

    private const string MySqlName = "mysql";
    private static readonly string[] PostgreSqlNames = ["postgres", "postgresql"];
    private static readonly string[] MySqlParameters = ["charset", "collation", "parseTime", "loc", "timeout", "readTimeout", "writeTimeout", "tls", "multiStatements", "interpolateParams", "allowNativePasswords", "maxAllowedPacket"];
    private static readonly string[] PostgreSqlParameters = ["sslmode", "sslrootcert", "connect_timeout", "application_name"];

    // A word that is not understood must not choose how a password travels.
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["tls"] = ["preferred", "true", "skip-verify", "false"],
        ["sslmode"] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
    };

    private static readonly string[] Times = ["timeout", "connect_timeout"];

    /// <summary>True for MySQL and MariaDB, false for PostgreSQL.</summary>
    public required bool IsMySql { get; init; }

    /// <summary>Host name or address, or the path of a UNIX socket.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 0 for a UNIX socket.</summary>
    public required int Port { get; init; }

    /// <summary>Name of the database.</summary>
    public required string Database { get; init; }

    /// <summary>Account.</summary>
    public required string User { get; init; }

    /// <summary>Its password; never shown.</summary>
    public required string Password { get; init; }

    /// <summary>What stands behind the <c>?</c>.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Reads an endpoint; null with what is wrong (without the text, which holds a password).</summary>
    public static DatastoreEndpoint? Parse(string text, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            fault = $"it has no driver: write {Forms}, or leave it empty for SQLite";
            return null;
        }

        string driver = text[..scheme];
        string rest = text[(scheme + 3)..];
        if (driver != MySqlName && !PostgreSqlNames.Contains(driver))
        {
            fault = $"Driver Name {driver} Not supported: write {Forms}, or leave it empty for SQLite";
            return null;
        }

        try
        {
            DatastoreEndpoint endpoint = driver == MySqlName ? ParseMySql(rest) : ParsePostgreSql(rest);
            endpoint.Check();
            fault = "";
            return endpoint;
        }
        catch (FormatException wrong)
        {
            fault = wrong.Message;
            return null;
        }
    }

    /// <summary>A time in whole seconds, rounded up.</summary>
    internal int Seconds(string parameter, int otherwise) => Parameters.TryGetValue(parameter, out string? text) ? Seconds(text) ?? otherwise : otherwise;

    /// <summary>The endpoint without its password.</summary>
    public override string ToString() => IsMySql
        ? string.Create(CultureInfo.InvariantCulture, $"mysql://{User}@{(Port == 0 ? $"unix({Host})" : $"tcp({Host}:{Port})")}/{Database}")
        : string.Create(CultureInfo.InvariantCulture, $"postgres://{User}@{Host}:{Port}/{Database}");

    // user:password@protocol(address)/database?parameters; a password may hold any character.
    private static DatastoreEndpoint ParseMySql(string rest)
    {
        int slash = rest.LastIndexOf('/');
        if (slash < 0)
        {
            throw new FormatException("it names no database: end it with /DATABASE");
        }

        (string database, string query) = Cut(rest[(slash + 1)..], '?');
        int at = rest.LastIndexOf('@', slash);
        (string user, string password) = Cut(at < 0 ? "" : rest[..at], ':');
        string network = rest[(at + 1)..slash];
        (string protocol, string address) = Cut(network, '(');
        address = address.TrimEnd(')');
        bool isSocket = protocol == "unix";
        if (!isSocket && protocol.Length > 0 && (protocol != "tcp" || !network.EndsWith(')')))
        {
            throw new FormatException($"the address {network} is not of the form tcp(HOST:PORT)");
        }

        (string host, int port) = isSocket ? (address, 0) : Address(address.Length == 0 ? "127.0.0.1" : address, 3306);
        return new DatastoreEndpoint
        {
            IsMySql = true,
            Host = host,
            Port = port,
            Database = database,
            User = user,
            Password = password,
            Parameters = Query(query, MySqlParameters),
        };
    }

    // As a URL: user, password and database may be percent-encoded.
    private static DatastoreEndpoint ParsePostgreSql(string rest)
    {
        int at = rest.LastIndexOf('@');
        (string user, string password) = Cut(at < 0 ? "" : rest[..at], ':');
        (string path, string query) = Cut(rest[(at + 1)..], '?');
        (string address, string database) = Cut(path, '/');
        (string host, int port) = Address(address, 5432);
        return new DatastoreEndpoint
        {
            IsMySql = false,
            Host = host,
            Port = port,
            Database = Uri.UnescapeDataString(database),
            User = Uri.UnescapeDataString(user),
            Password = Uri.UnescapeDataString(password),
            Parameters = Query(query, PostgreSqlParameters),
        };
    }

    private void Check()
    {
        string? fault = this switch
        {
            { Host.Length: 0 } => "it names no host",
            { User.Length: 0 } => "it names no user",
            { Database.Length: 0 } => "it names no database: end it with /DATABASE",
            _ when Database.Contains('-', StringComparison.Ordinal) => $"the name of the database, {Database}, must not contain '-'",
            _ => null,
        };
        if (fault is not null)
        {
            throw new FormatException($"{fault} (the form is {Forms})");
        }
    }

    private static (string Head, string Tail) Cut(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static (string Host, int Port) Address(string text, int defaultPort)
    {
        int colon = text.LastIndexOf(':');
        bool hasPort = colon >= 0 && !text.EndsWith(']');
        string host = (hasPort ? text[..colon] : text).Trim('[', ']');
        if (!hasPort)
        {
            return (host, defaultPort);
        }

        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
            ? (host, port)
            : throw new FormatException($"the port of {text} is no number from 1 to 65535");
    }

    private static Dictionary<string, string> Query(string query, string[] known)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, string value) = Cut(part, '=');
            if (!known.Contains(name))
            {
                throw new FormatException($"the parameter {name} is not known; known are {string.Join(", ", known)}");
            }

            parameters[name] = Value(name, Uri.UnescapeDataString(value));
        }

        return parameters;
    }

    private static int? Seconds(string text)
    {
        string number = text.TrimEnd('m', 's');
        double unit = text[number.Length..] switch { "" or "s" => 1, "ms" => 0.001, "m" => 60, _ => 0 };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value * unit is > 0 and < int.MaxValue ? (int)Math.Ceiling(value * unit) : null;
    }

    private static string Value(string name, string value)
    {
        if (Words.TryGetValue(name, out string[]? words) && !words.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            throw new FormatException($"{name}={value} is not known; {name} may be {string.Join(", ", words)}");
        }

        if (Times.Contains(name) && Seconds(value) is null)
        {
            throw new FormatException($"{name}={value} is no time; write a number with the unit ms, s or m, for example {name}=10s");
        }

        return words is null ? value : value.ToLowerInvariant();
    }
}
