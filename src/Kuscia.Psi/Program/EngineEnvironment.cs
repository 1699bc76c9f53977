using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kuscia.Psi.Program;

/// <summary>What the node tells the engine through environment variables.</summary>
internal sealed record EngineEnvironment
{
    /// <summary>host:port of the internal gateway listener; null to dial endpoints by name.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>host:port of DataMesh; empty for none.</summary>
    public string DataMeshAddress { get; init; } = "datamesh:8070";

    /// <summary>Client certificate (PEM).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key (PEM, PKCS#1 or PKCS#8).</summary>
    public string? KeyFile { get; init; }

    /// <summary>The certificate authority of the node (PEM).</summary>
    public string? TrustFile { get; init; }

    /// <summary>The address the own listener binds.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>Threads for group operations.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Masked elements kept in memory, 32 bytes each; more go to disk.</summary>
    public int ElementsInMemory { get; init; } = 1 << 21;

    /// <summary>The most bytes a result may have; null for what the size of the own table allows.</summary>
    public long? MaxResultBytes { get; init; }

    /// <summary>Whether this party allows protocols that rest on the hardness of LPN; without, ECDH runs whatever a task names.</summary>
    public bool AllowsLpn { get; init; } = true;

    /// <summary>The file in which the node wants to find how long each stage took; null for none.</summary>
    public string? StagesFile { get; init; }

    /// <summary>Reads the variables.</summary>
    public static EngineEnvironment Read(Func<string, string?> get) => new()
    {
        GatewayAddress = Value(get("KUSCIA_GATEWAY_ADDRESS")),
        DataMeshAddress = get("KUSCIA_DATAMESH_ADDRESS") ?? "datamesh:8070",
        CertificateFile = Value(get("CLIENT_CERT_FILE")),
        KeyFile = Value(get("CLIENT_PRIVATE_KEY_FILE")),
        TrustFile = Value(get("TRUSTED_CA_FILE")),
        BindAddress = Address(get("KUSCIA_BIND_ADDRESS")),
        MaxResultBytes = Bytes(get("KUSCIA_PSI_MAX_RESULT_BYTES")),
        StagesFile = Value(get("KUSCIA_STAGES_FILE")),
        AllowsLpn = Lpn(get("KUSCIA_PSI_PROTOCOLS")),
        Threads = int.TryParse(get("KUSCIA_PSI_THREADS"), out int threads) && threads is > 0 and <= 1024 ? threads : Environment.ProcessorCount,
    };

    private static string? Value(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool Lpn(string? text) => Value(text) switch
    {
        null or "all" => true,
        "ecdh" => false,
        { } value => throw new PsiException(ExitCode.Configuration, $"KUSCIA_PSI_PROTOCOLS is {value}; it must be ecdh or all"),
    };

    private static long? Bytes(string? text)
    {
        if (Value(text) is not { } value)
        {
            return null;
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new PsiException(ExitCode.Configuration, $"KUSCIA_PSI_MAX_RESULT_BYTES is {value}; it must be a whole number of bytes");
    }

    private static IPAddress Address(string? text)
    {
        if (Value(text) is not { } value)
        {
            return IPAddress.Any;
        }

        if (IPAddress.TryParse(value, out IPAddress? address))
        {
            return address;
        }

        try
        {
            return Dns.GetHostAddresses(value)[0];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new PsiException(
                ExitCode.Configuration, $"KUSCIA_BIND_ADDRESS is {value}; it must be an IP address or a name of this machine", e);
        }
    }
}
