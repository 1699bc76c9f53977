using System.CommandLine;
using System.Globalization;
using Kuscia.Node.Configuration;
using Kuscia.Node.Modes;
using Kuscia.Storage;
using Kuscia.Storage.Log;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia store check|repair</c>, and what <see cref="StoreTransferCommands"/> adds: looks at the files of the node's store, and makes a usable one of what is left of a damaged one.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        Command check = new("check", "Look for damage in the store of the node; exit code 1 when there is any. The node may run");
        check.SetAction(_ => Run(Check));
        Command repair = new("repair", "Keep the damaged files aside and go on with what can be read of them. The node must be stopped");
        repair.SetAction(_ => Run(Repair));
        Command store = new("store", "The store of the node") { check, repair };
        foreach (Command command in StoreTransferCommands.All())
        {
            store.Subcommands.Add(command);
        }

        return store;
    }

    private static int Run(Func<string, int> command)
    {
        string root = Environment.GetEnvironmentVariable("KUSCIA_HOME") ?? NodeConfigLoader.DefaultRoot;
        string path = NodeFolders.StorePath(root);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new CommandException($"{root} has no store ({path}): set KUSCIA_HOME to the root of a master or autonomy node");
        }

        try
        {
            return command(root);
        }
        catch (StoreException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static int Check(string root)
    {
        StoreReport report = StoreRepair.Check(NodeFolders.StorePath(root));
        if (report.IsSound)
        {
            Console.Out.WriteLine(Text($"the store {report.Path} is sound; its newest revision is {report.LastRevision}"));
            return 0;
        }

        Show(report);
        Console.Out.WriteLine("put a backup in its place, or run 'kuscia store repair' to go on with what is left");
        return 1;
    }

    private static int Repair(string root)
    {
        using RootLock node = RootLock.Take(root);
        StoreRepairResult result = StoreRepair.Repair(NodeFolders.StorePath(root), TimeProvider.System);
        if (result.KeptIn is null)
        {
            Console.Out.WriteLine(Text($"the store {result.Report.Path} is sound; nothing was changed"));
            return 0;
        }

        Show(result.Report);
        Console.Out.WriteLine(Text($"the new store has {result.Objects} objects and goes on at revision {result.Revision}; the damaged files are in {result.KeptIn}"));
        if (result.Unreadable > 0)
        {
            Console.Out.WriteLine(Text($"{result.Unreadable} rows could not be read: objects whose newest state was among them are older now, gone, or back after a deletion"));
        }

        return 0;
    }

    private static void Show(StoreReport report)
    {
        Console.Out.WriteLine(Text($"the store {report.Path} is not whole:"));
        foreach (string finding in report.Findings)
        {
            Console.Out.WriteLine($"  {finding}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
