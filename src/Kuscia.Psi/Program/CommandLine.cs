namespace Kuscia.Psi.Program;

/// <summary>The options of the program.</summary>
/// <param name="ConfigFile">The rendered task config.</param>
/// <param name="Input">Direct path of the own table; with it DataMesh is not asked.</param>
/// <param name="Output">Direct path of the result.</param>
/// <param name="Help">Print the usage and end.</param>
internal sealed record CommandLine(string ConfigFile, string? Input, string? Output, bool Help)
{
    /// <summary>The usage text.</summary>
    public const string Usage = """
        Usage: kuscia-psi --kuscia FILE [--input FILE --output FILE]
          --kuscia FILE   the rendered task config (task_id, task_input_config, task_cluster_def, allocated_ports)
          --input FILE    the own table (CSV); DataMesh is not asked and nothing is registered
          --output FILE   where the result goes; needed with --input
        kuscia-psi bench [--n KEYS] [--protocol rr22|ecdh] [--threads N] [--rounds N] [--json] measures the protocols on this machine
        Environment: KUSCIA_GATEWAY_ADDRESS, KUSCIA_DATAMESH_ADDRESS, KUSCIA_BIND_ADDRESS,
          CLIENT_CERT_FILE, CLIENT_PRIVATE_KEY_FILE, TRUSTED_CA_FILE, KUSCIA_PSI_THREADS, KUSCIA_PSI_PROTOCOLS, KUSCIA_PSI_DEBUG
        """;

    /// <summary>Reads the arguments.</summary>
    public static CommandLine Parse(string[] args)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "-h" or "--help")
            {
                return new(string.Empty, null, null, true);
            }

            if (args[i] is not ("--kuscia" or "--input" or "--output"))
            {
                throw new PsiException(ExitCode.Configuration, $"unknown argument {args[i]}; kuscia-psi --help lists the options");
            }

            if (i + 1 == args.Length || !options.TryAdd(args[i], args[++i]))
            {
                throw new PsiException(ExitCode.Configuration, $"option {args[i]} needs exactly one value");
            }
        }

        string? input = options.GetValueOrDefault("--input");
        string? output = options.GetValueOrDefault("--output");
        if (input is null != output is null)
        {
            throw new PsiException(ExitCode.Configuration, "--input and --output must be given together");
        }

        return options.TryGetValue("--kuscia", out string? file)
            ? new(file, input, output, false)
            : throw new PsiException(ExitCode.Configuration, "--kuscia FILE is missing; it names the rendered task config");
    }
}
