using KubeFate.Settings;

namespace KubeFate.Cli;

/// <summary>Reads the command line as the original does: flags stand before the arguments, and what comes after them is an argument.</summary>
internal static class CommandLine
{
    private static readonly string[] LogLevels = ["trace", "debug", "info", "warn", "error", "fatal", "panic", "disabled"];

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0, 1 after a refusal or fault, 3 for a command that does not exist.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(Commands.Root(), "kubefate", arguments, terminal, null, cancellationToken);
            return 0;
        }
        catch (CliException e)
        {
            if (e.Message.Length > 0)
            {
                await (e.Code == 3 ? terminal.Error : terminal.Output).WriteAsync(e.Message + "\n");
            }

            return e.Code;
        }
        catch (Exception e) when (e is ApiRefusal or SettingsException)
        {
            await terminal.Output.WriteAsync(e.Message + "\n");
            return 1;
        }
    }

    private static async Task RunAsync(Command command, string path, IReadOnlyList<string> arguments, Terminal terminal, SettingsFile? settings, CancellationToken cancellationToken)
    {
        (Dictionary<string, string> values, List<string> rest, string? fault) = Split(command, arguments);
        if (settings is null)
        {
            settings = rest.Count > 0 && Find(command, rest[0]) is { IsAlone: true } ? SettingsFile.Empty(terminal.Environment) : SettingsFile.Load(values.GetValueOrDefault("config") is { Length: > 0 } file ? terminal.PathOf(file) : null, terminal.Folder, terminal.Environment);
            await WarnAsync(settings, terminal);
        }

        if (fault is not null)
        {
            string mark = command.Run is null && path == "kubefate" ? "." : ":";
            throw new CliException($"Incorrect Usage{mark} {fault}\n\n{HelpText.Write(command, path)}\n{fault}");
        }

        if (values.ContainsKey("help") || (command.Run is null && rest.Count == 0))
        {
            await terminal.Output.WriteAsync(HelpText.Write(command, path));
            return;
        }

        if (command.Run is null)
        {
            await DescendAsync(command, path, rest, terminal, settings, cancellationToken);
            return;
        }

        if (command.Required.FirstOrDefault(name => !values.ContainsKey(name)) is { } missing)
        {
            throw new CliException($"{HelpText.Write(command, path)}\nRequired flag \"{missing}\" not set");
        }

        foreach (Flag flag in command.Flags)
        {
            values.TryAdd(flag.Name, flag.Default);
        }

        await command.Run(new Invocation(terminal, settings, values, rest, cancellationToken));
    }

    private static async Task WarnAsync(SettingsFile settings, Terminal terminal)
    {
        if (!LogLevels.Contains(settings.Text("log.level", "info")))
        {
            await terminal.Error.WriteAsync($"log.level: \"{settings.Text("log.level")}\" is none of {string.Join(' ', LogLevels)}; it is taken as info\n");
        }
    }

    private static async Task DescendAsync(Command command, string path, List<string> rest, Terminal terminal, SettingsFile settings, CancellationToken cancellationToken)
    {
        string name = rest[0];
        Command? child = Find(command, name);
        if (child is not null)
        {
            await RunAsync(child, $"{path} {child.Name}", rest[1..], terminal, settings, cancellationToken);
            return;
        }

        if (name is not ("help" or "h"))
        {
            throw new CliException($"No help topic for '{name}'", 3);
        }

        Command? topic = rest.Count > 1 ? Find(command, rest[1]) : command;
        await terminal.Output.WriteAsync(topic is null
            ? throw new CliException($"No help topic for '{rest[1]}'", 3)
            : HelpText.Write(topic, topic == command ? path : $"{path} {topic.Name}", isGlobal: topic == command));
    }

    private static Command? Find(Command command, string name) =>
        command.Children.FirstOrDefault(child => child.Name == name || (child.Alias.Length > 0 && child.Alias == name));

    private static (Dictionary<string, string> Values, List<string> Others, string? Fault) Split(Command command, IReadOnlyList<string> arguments)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument.Length < 2 || argument[0] != '-')
            {
                return (values, [.. arguments.Skip(i)], null);
            }

            if (argument == "--")
            {
                return (values, [.. arguments.Skip(i + 1)], null);
            }

            string name = argument.TrimStart('-');
            int equals = name.IndexOf('=');
            string? value = equals < 0 ? null : name[(equals + 1)..];
            name = equals < 0 ? name : name[..equals];
            if (name is "help" or "h")
            {
                values["help"] = "true";
                continue;
            }

            Flag? flag = command.Flags.FirstOrDefault(known => known.Name == name || (known.Short.Length > 0 && known.Short == name));
            if (flag is null)
            {
                return (values, [], $"flag provided but not defined: -{name}");
            }

            if (!flag.IsSwitch && value is null && ++i >= arguments.Count)
            {
                return (values, [], $"flag needs an argument: -{name}");
            }

            value ??= flag.IsSwitch ? "true" : arguments[i];
            if (flag.Check?.Invoke(value) is { } fault)
            {
                return (values, [], $"invalid value \"{value}\" for flag -{name}: {fault}");
            }

            values[flag.Name] = value;
        }

        return (values, [], null);
    }
}
