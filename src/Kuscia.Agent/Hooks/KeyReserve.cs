using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace Kuscia.Agent.Hooks;

/// <summary>RSA keys made ahead: one takes about a tenth of a second of a core, and pods shall not wait for it. Every key is given out once.</summary>
internal sealed class KeyReserve(TimeProvider time)
{
    private const int Size = 8;
    private const int KeyBits = 2048;
    private const int LowestPriority = 19;

    // A node that has just started has more urgent work.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<RSA> _ready = Channel.CreateBounded<RSA>(Size);

    /// <summary>A key for one pod; the caller disposes it. It is made on the spot when more pods start at once than keys are ready.</summary>
    public RSA Take() => _ready.Reader.TryRead(out RSA? ready) ? ready : Make();

    /// <summary>Keeps the reserve full until cancelled.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Patience, time, cancellationToken);
            while (await _ready.Writer.WaitToWriteAsync(cancellationToken))
            {
                if (await TryMakeAsync(cancellationToken) is { } key)
                {
                    _ready.Writer.TryWrite(key);
                    continue;
                }

                await Task.Delay(Patience, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; the keys were never used.
        }
    }

    // A machine without threads or entropy for a moment: pods make their keys on the spot meanwhile.
    private static async Task<RSA?> TryMakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Factory.StartNew(MakeAside, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is OutOfMemoryException or CryptographicException)
        {
            return null;
        }
    }

    // Runs on a thread of its own, which gives way to everything else.
    private static RSA MakeAside()
    {
        _ = SetPriority(0, 0, LowestPriority);
        return Make();
    }

    // The key is made when it is first asked for something.
    private static RSA Make()
    {
        RSA key = RSA.Create(KeyBits);
        key.ExportRSAPublicKey();
        return key;
    }

    // setpriority(2): with PRIO_PROCESS and 0 Linux means the calling thread. Without the right to it the thread stays as it is.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
