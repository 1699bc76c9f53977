using System.Text;

namespace KubeFate.Cli;

/// <summary>The help of a command.</summary>
internal static class HelpText
{
    /// <summary>Writes it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">Its name with those before it.</param>
    /// <param name="isGlobal">Whether it stands for itself, as the program and what <c>help</c> of a group shows.</param>
    public static string Write(Command command, string path, bool isGlobal = false)
    {
        bool isRoot = isGlobal || path == "kubefate", isGroup = command.Children.Count > 0;
        StringBuilder text = new($"NAME:\n   {path} - {command.Usage}\n\nUSAGE:\n   {path} ");
        text.Append(isRoot ? "[global options] command [command options] [arguments...]" : isGroup ? "command [command options] [arguments...]" : "[command options] [arguments...]").Append("\n\n");
        if (isGroup)
        {
            IEnumerable<(string, string)> rows = command.Children.Select(child => (child.Alias.Length > 0 ? $"{child.Name}, {child.Alias}" : child.Name, child.Usage));
            Section(text, "COMMANDS", [.. rows, ("help, h", "Shows a list of commands or help for one command")]);
            text.Append('\n');
        }

        IEnumerable<(string, string)> flags = command.Flags.Select(flag => (Names(flag), flag.Shown.Length > 0 ? $"{flag.Usage} (default: {flag.Shown})" : flag.Usage));
        Section(text, isRoot ? "GLOBAL OPTIONS" : "OPTIONS", [.. flags, ("--help, -h", "Show help (default: false)")]);
        return text.ToString();
    }

    private static string Names(Flag flag)
    {
        string value = flag.IsSwitch ? "" : " value";
        return flag.Short.Length > 0 ? $"--{flag.Name}{value}, -{flag.Short}{value}" : $"--{flag.Name}{value}";
    }

    private static void Section(StringBuilder text, string title, (string Name, string Usage)[] rows)
    {
        int width = rows.Max(row => row.Name.Length);
        text.Append(title).Append(":\n");
        foreach ((string name, string usage) in rows)
        {
            text.Append("   ").Append(name.PadRight(width)).Append("  ").Append(usage).Append('\n');
        }
    }
}
