namespace Kuscia.Helm.Tests.Templates;

/// <summary>Makes random template text: pieces that are valid, nearly valid, and plain noise.</summary>
internal sealed class RandomTemplates(Random random)
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{-", "-}}", " ", "\n", "text", "{{ if .a }}", "{{ else }}", "{{ else if .b }}", "{{ end }}", "{{ range $k, $v := .m }}",
        "{{ range .l }}", "{{ with .n }}", "{{ define \"d\" }}", "{{ block \"b\" . }}", "{{ template \"d\" . }}", "{{ include \"d\" . }}", "{{ break }}",
        "{{ continue }}", "{{ .a.b.c }}", "{{ $x := 1 }}", "{{ $x = 2 }}", "{{ $ }}", "{{/* c */}}", "{{ .a | quote | upper }}", "{{ printf \"%d%s%v\" 1 .s .m }}",
        "(", ")", "|", ":=", "=", ",", "$x", ".", ".a", "'c'", "\"s\"", "`r`", "1", "0x1F", "1e3", "-", "nil", "true", "index .m \"a\"", "tpl", "toYaml .",
        "{{ toYaml . | nindent 2 }}", "{{ tpl \"{{ .a }}\" . }}", "{{ regexMatch \"a+\" \"b\" }}", "{{ .l | join \",\" }}", "é世😀", "\0", "\t", "{{ and .a .b }}",
    ];

    private static readonly string[] Operands = [".", ".a", ".m", ".l", ".n.x", "$", "1", "2.5", "\"t\"", "`r`", "'c'", "nil", "true", "(list 1 2)", "(dict \"a\" 1)"];

    private readonly string[] _functions = [.. Kuscia.Helm.Functions.FunctionTable.Helm.Rows.Select(row => row.Name).Where(name => !Slow(name)).Order()];

    /// <summary>A mix of pieces.</summary>
    public string Mixed() => string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    /// <summary>A well-formed action that calls a function with any arguments.</summary>
    public string Call()
    {
        string function = _functions[random.Next(_functions.Length)];
        string arguments = string.Concat(Enumerable.Range(0, random.Next(0, 5)).Select(_ => " " + Operands[random.Next(Operands.Length)]));
        return $"{{{{ {function}{arguments} }}}}";
    }

    private static bool Slow(string name) => name.StartsWith("gen", StringComparison.Ordinal) || name is "bcrypt" or "htpasswd" or "derivePassword" or "buildCustomCert";
}
