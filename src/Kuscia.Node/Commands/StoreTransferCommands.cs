using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Node.Modes;
using Kuscia.Storage;
using Kuscia.Storage.Log;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia store status|backup|restore|copy</c>: for stores in SQLite, MySQL, MariaDB and PostgreSQL alike.</summary>
internal static class StoreTransferCommands
{
    private const string LeaderKey = "/registry/leases/kube-system/kuscia-controller-manager";

    // Clients may know revisions that a backup does not.
    private const long RestoreSkip = 1_000_000;

    private static readonly Option<string?> Store = new("--store", "-s")
    {
        Description = "the store: an endpoint as in datastoreEndpoint, a SQLite file, or a kuscia.yaml; default that of the root which KUSCIA_HOME names",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "replace what the target holds" };

    public static IEnumerable<Command> All() => [Status(), Backup(), Restore(), Copy()];

    private static Command Status()
    {
        Command status = new("status", "Show where the store is, what it holds and which instance leads. Nodes may run") { Store };
        status.SetAction((result, cancellationToken) => RunAsync(() => StatusAsync(StorePlace.Of(result.GetValue(Store)), cancellationToken)));
        return status;
    }

    private static Command Backup()
    {
        Argument<string> file = new("FILE") { Description = "the file to write; must not exist" };
        Command backup = new("backup", "Write the state of the store, at one revision, into a file. Nodes may run") { file, Store };
        backup.SetAction((result, cancellationToken) => RunAsync(() => BackupAsync(StorePlace.Of(result.GetValue(Store)), result.GetRequiredValue(file), cancellationToken)));
        return backup;
    }

    private static Command Restore()
    {
        Argument<string> file = new("FILE") { Description = "the file of a backup" };
        Command restore = new("restore", "Put the state of a backup into the store. All nodes of the store must be stopped") { file, Store, Overwrite };
        restore.SetAction((result, cancellationToken) => RunAsync(() => CopyAsync(
            new RevisionLogOptions { Path = Path.GetFullPath(result.GetRequiredValue(file)) }, StorePlace.Of(result.GetValue(Store)), result.GetValue(Overwrite), RestoreSkip, cancellationToken)));
        return restore;
    }

    private static Command Copy()
    {
        Option<string> from = new("--from") { Description = "the store that is copied, as for --store", Required = true };
        Option<string> to = new("--to") { Description = "the store that is written", Required = true };
        Command copy = new("copy", "Copy the state of a store into another one, also of another kind of database. All nodes of both should be stopped") { from, to, Overwrite };
        copy.SetAction((result, cancellationToken) => RunAsync(() => CopyAsync(
            StorePlace.Of(result.GetRequiredValue(from)), StorePlace.Of(result.GetRequiredValue(to)), result.GetValue(Overwrite), 0, cancellationToken)));
        return copy;
    }

    private static async Task RunAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (StoreException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static async Task StatusAsync(RevisionLogOptions store, CancellationToken cancellationToken)
    {
        StoreStatus status = await StoreTransfer.StatusAsync(store, cancellationToken);
        Lease? lease = await LeaseAsync(store, cancellationToken);
        Say($"store      {StoreTransfer.PlaceOf(store)}");
        Say($"kind       {(store.Endpoint is null ? "SQLite" : store.Endpoint.IsMySql ? "MySQL or MariaDB" : "PostgreSQL")}");
        Say($"revision   {status.Revision}");
        Say($"compacted  {status.Compacted}");
        Say($"objects    {status.Objects}");
        if (store.Endpoint is null)
        {
            Say($"bytes      {SizeOf(store.Path)}");
        }

        Say($"leader     {(lease?.Spec?.HolderIdentity is { Length: > 0 } holder ? $"{holder}, renewed {lease.Spec.RenewTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "nobody")}");
    }

    private static async Task BackupAsync(RevisionLogOptions store, string file, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(file);
        string part = path + ".part";
        if (File.Exists(path))
        {
            throw new CommandException($"{path} exists already; name another file");
        }

        Discard(part);
        try
        {
            StoreTransferResult result = await StoreTransfer.CopyAsync(store, new RevisionLogOptions { Path = part }, new StoreTransferOptions(), cancellationToken);

            // The mark would only tell of the backup itself.
            File.Delete(part + "-mark");
            File.Move(part, path);
            Say($"{StoreTransfer.PlaceOf(store)} at revision {result.Source} is in {path}: {Sum(result)}");
        }
        finally
        {
            Discard(part);
        }
    }

    private static async Task CopyAsync(RevisionLogOptions source, RevisionLogOptions target, bool overwrite, long skip, CancellationToken cancellationToken)
    {
        using RootLock? node = StorePlace.Lock(target);
        if (target.Endpoint is not null)
        {
            await EnsureQuietAsync(target, cancellationToken);
        }

        StoreTransferResult result = await StoreTransfer.CopyAsync(source, target, new StoreTransferOptions { Overwrite = overwrite, Skip = skip }, cancellationToken);
        Say($"{StoreTransfer.PlaceOf(source)} at revision {result.Source} is in {StoreTransfer.PlaceOf(target)} now, which goes on at revision {result.Revision}: {Sum(result)}");
        if (result.Replaced > 0)
        {
            Say($"{result.Replaced} objects that were there before are gone");
        }
    }

    // The root of a node on a database server is not known here, but who leads writes down that it lives.
    private static async Task EnsureQuietAsync(RevisionLogOptions store, CancellationToken cancellationToken)
    {
        Lease? lease;
        try
        {
            lease = await LeaseAsync(store, cancellationToken);
        }
        catch (StoreException)
        {
            // There is no table yet, or the copy itself tells what is wrong.
            return;
        }

        TimeSpan age = TimeProvider.System.GetUtcNow() - (lease?.Spec?.RenewTime ?? DateTimeOffset.MinValue);
        if (lease?.Spec?.HolderIdentity is { Length: > 0 } holder && age < TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? 0))
        {
            throw new CommandException($"the node {holder} runs on {StoreTransfer.PlaceOf(store)} (it renewed its lease {age.TotalSeconds:0} s ago); stop all nodes of that store first");
        }
    }

    private static async Task<Lease?> LeaseAsync(RevisionLogOptions store, CancellationToken cancellationToken) =>
        await StoreTransfer.GetAsync(store, LeaderKey, cancellationToken) is { } entry ? JsonSerializer.Deserialize(entry.Value.Span, ModelJsonContext.Default.Lease) : null;

    private static long SizeOf(string path) => new[] { path, path + "-wal" }.Where(File.Exists).Sum(p => new FileInfo(p).Length);

    private static void Discard(string path)
    {
        foreach (string suffix in new[] { "", "-wal", "-shm", "-mark" })
        {
            File.Delete(path + suffix);
        }
    }

    private static string Sum(StoreTransferResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Objects} objects, {result.Bytes} bytes, SHA-256 {result.Checksum}; read back and equal");

    private static void Say(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
