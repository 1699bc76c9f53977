using System.Net;
using System.Numerics;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Metadata;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tasks;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Program;

/// <summary>One run of the engine from task config to registered result.</summary>
internal sealed partial class EngineRun
{
    private readonly TaskModel _task;
    private readonly EngineEnvironment _environment;
    private readonly IDataCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StageNotes _stages;
    private readonly long _started;

    private EngineRun(TaskModel task, EngineEnvironment environment, IDataCatalog catalog, TimeProvider time, ILogger logger)
    {
        _task = task;
        _environment = environment;
        _catalog = catalog;
        _time = time;
        _logger = logger;
        _stages = new(environment.StagesFile, time);
        _started = time.GetTimestamp();
    }

    /// <summary>Runs the task to its end.</summary>
    /// <exception cref="PsiException">The run failed; the message is for the user.</exception>
    public static async Task RunAsync(
        CommandLine line, EngineEnvironment environment, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        TaskModel task = TaskConfigReader.Read(line.ConfigFile);
        Describe(logger, task);
        using DataMeshClient? client = line.Input is null ? Connect(environment, time) : null;
        IDataCatalog catalog = client is null
            ? new DirectPaths(line.Input ?? string.Empty, line.Output ?? string.Empty)
            : new DataMeshCatalog(client);
        EngineRun run = new(task, environment, catalog, time, logger);
        await run.RunAsync(cancellationToken);
    }

    private static DataMeshClient Connect(EngineEnvironment environment, TimeProvider time)
    {
        if (environment.DataMeshAddress.Length == 0)
        {
            throw new PsiException(ExitCode.Configuration, "KUSCIA_DATAMESH_ADDRESS is empty; give --input and --output to run without DataMesh");
        }

        string certificate = environment.CertificateFile ?? throw MissingVariable("CLIENT_CERT_FILE");
        string key = environment.KeyFile ?? throw MissingVariable("CLIENT_PRIVATE_KEY_FILE");
        string trust = environment.TrustFile ?? throw MissingVariable("TRUSTED_CA_FILE");
        return new(MutualTls.Connect(certificate, key, trust, environment.DataMeshAddress), time);
    }

    private static PsiException MissingVariable(string name) =>
        new(ExitCode.Configuration, $"environment variable {name} is not set; the node names the files for DataMesh with it");

    private static void Describe(ILogger logger, TaskModel task)
    {
        PsiParameters p = task.Parameters;
        LogTask(logger, task.TaskId, task.Self, task.Peer, task.PeerEndpoint, task.ListenPort);
        LogParameters(logger, string.Join(",", p.Keys[0]), string.Join(",", p.Keys[1]), p.SortResult, TaskTerms.Receivers(task), p.AllowEmptyResult);
        if (p.Protocol == "PROTOCOL_KKRT")
        {
            LogMapped(logger, p.Protocol);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        ChannelSettings settings = new()
        {
            TaskId = _task.TaskId,
            SelfName = _task.Self,
            PeerName = _task.Peer,
            PeerEndpoint = _task.PeerEndpoint,
            GatewayAddress = _environment.GatewayAddress,
            ConnectTimeout = _task.ConnectTimeout,
            StallTimeout = _task.StallTimeout,
        };
        IPEndPoint address = new(_environment.BindAddress, _task.ListenPort);
        _stages.Begin("connect");
        await using PeerSession session = await PeerSession.StartAsync(settings, address, _time, cancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Stopped);
        try
        {
            await IntersectAsync(session, stop.Token);
        }
        catch (OperationCanceledException) when (session.Failure is { } failure && !cancellationToken.IsCancellationRequested)
        {
            throw new PsiException(failure.Code, failure.Message, failure);
        }
        catch (PsiException e) when (e.FromPartner)
        {
            throw;
        }
        catch (Exception e)
        {
            await session.AbortAsync(ReasonFor(e));
            throw;
        }
    }

    // The partner learns what it needs to know: own paths, addresses and inner faults stay here.
    private static string ReasonFor(Exception e) => e switch
    {
        PsiException { Code: ExitCode.Partner or ExitCode.EmptyResult } shared => shared.Message,
        PsiException { Code: ExitCode.Input } => "its input table cannot be used; see its log",
        PsiException { Code: ExitCode.DataMesh } => "its data service failed; see its log",
        PsiException { Code: ExitCode.Output } => "its result cannot be written; see its log",
        PsiException { Code: ExitCode.Configuration } => "its configuration is wrong; see its log",
        PsiException { Code: ExitCode.Timeout } => "it got no answer any more",
        OperationCanceledException => "stopped by a signal",
        IOException or UnauthorizedAccessException => "a file cannot be read or written; see its log",
        _ => "an internal fault; see its log",
    };

    private async Task IntersectAsync(PeerSession session, CancellationToken cancellationToken)
    {
        using ProgressReporter progress = new(_task.ProgressUrl, _environment.GatewayAddress, _time, _logger);
        _stages.Begin("locate");
        DataLocation location = await _catalog.LocateAsync(_task, cancellationToken);
        int own = location.InputIndex;
        TableFile table = TableFile.Open(location.InputPath, _task.Parameters.Keys[own]);
        _stages.Begin("agree");
        PlannedProtocol protocol = await AgreeAsync(session, location, cancellationToken);
        LogAgreed(_logger, Elapsed(), _task.Peer, protocol.Name, MaskingKernels.Best.Name, _environment.Threads);
        progress.Report(0.05);

        _stages.Begin("intersect");
        TableScan scan = new(table, _task.Parameters.KeysMayRepeat[own]);
        ReceiverRoles roles = new(_task.SelfReceives, _task.PeerReceives);
        Intersection common = await protocol
            .RunAsync(scan.ReadDistinctKeysAsync(cancellationToken), () => AnnouncedRows(scan, own), roles, session, cancellationToken);
        PeakMemory.ReleasePhase(scan.RowCount);
        LogRows(_logger, scan.RowCount, scan.KeyCount, scan.EmptyKeyRows);
        foreach (string remark in scan.Remarks)
        {
            LogRemark(_logger, remark);
        }

        LogExchanged(_logger, Elapsed());
        progress.Report(0.8);
        await FinishAsync(session, location, table, scan, common, progress, cancellationToken);
        LogDone(_logger, Elapsed(), Environment.CpuUsage.TotalTime.TotalSeconds, PeakMemory.Mebibytes());
    }

    /// <summary>Agrees with the partner on the terms and, as far as that needs no sizes, on the protocol.</summary>
    private async Task<PlannedProtocol> AgreeAsync(PeerSession session, DataLocation location, CancellationToken cancellationToken)
    {
        EcdhProtocol ecdh = new(
            MaskingKernels.Best, _environment.Threads, ScratchFolder(location), _environment.ElementsInMemory, _logger);
        ProtocolOffer offer = ProtocolOffer.Of(_task.Parameters.Protocol, _environment.AllowsLpn);
        string? answer = await TermAgreement
            .ConfirmAsync(session, TaskTerms.Of(_task, ecdh.Name, location.InputIndex), offer.ToString(), cancellationToken);
        ProtocolChoice choice = offer.Choose(ProtocolOffer.Parse(answer), _task.Peer);
        return new(choice, ecdh, new(_environment.Threads, _logger), _logger);
    }

    private async Task FinishAsync(
        PeerSession session, DataLocation location, TableFile table, TableScan scan, Intersection intersection,
        ProgressReporter progress, CancellationToken cancellationToken)
    {
        CommonEnd end = new(session, _task.Peer, _time);
        if (intersection.Keys is { } keys)
        {
            _stages.Begin("write");
            LogIntersection(_logger, keys.Length);
            if (keys.Length == 0 && !_task.Parameters.AllowEmptyResult)
            {
                throw new PsiException(
                    ExitCode.EmptyResult, "the tables have no key in common and the task does not allow an empty result (allow_empty_result)");
            }

            CommonKeys common = new(keys, await PartnerRowsAsync(keys, intersection.Peer, scan, location.InputIndex, session, cancellationToken));
            ResultTable result = new(table, scan, rowsOutside: location.InputIndex == 1, _task.Parameters.SortResult, new() { MaxBytes = _environment.MaxResultBytes });
            await using OutputFile file = OutputFile.Create(location.OutputPath);
            long rows = await WriteAsync(result, common, file, location.OutputPath, cancellationToken);
            if (_task.SelfReceives && _task.PeerReceives)
            {
                await end.CompareRowsAsync(rows, cancellationToken);
            }

            // Registered first: a task that is started again after a crash in between finds its own id and may give the file its name.
            await _catalog.RegisterAsync(_task, location, table.Columns, rows, cancellationToken);
            file.Commit(location.MayReplace);
            LogWritten(_logger, Elapsed(), rows, location.OutputPath);
        }

        progress.Report(1);
        _stages.Begin("finish");
        await end.ReachAsync(cancellationToken);
        _stages.End();
        await progress.FinishAsync();
    }

    // Beside the result, where there must be room for about as much; a party without a result may have no such folder.
    private static string ScratchFolder(DataLocation location) =>
        Path.GetDirectoryName(location.OutputPath) is { } folder && Directory.Exists(folder) ? folder : Path.GetTempPath();

    private static async Task<long> WriteAsync(
        ResultTable result, CommonKeys common, OutputFile file, string path, CancellationToken cancellationToken)
    {
        try
        {
            long rows = await result.WriteAsync(common, file.Stream, file.Folder, cancellationToken);
            file.Complete(); // before the rows are compared: then neither party keeps a result that the other could not store
            return rows;
        }
        catch (Exception e) when (OutputFile.IsWriteFault(e))
        {
            throw OutputFile.Failed(path, e);
        }
    }

    // The partner holds later row counts against this bound; its rounding keeps the number itself from it.
    private long AnnouncedRows(TableScan scan, int own) =>
        _task.SelfReceives && _task.PeerReceives && _task.Parameters.KeysMayRepeat[own]
            ? (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(scan.RowCount, 1))
            : scan.KeyCount;

    // A party that alone receives the result has nothing to be in step with: its rows come out once.
    private Task<int[]?> PartnerRowsAsync(int[] keys, SetSize peer, TableScan scan, int own, PeerSession channel, CancellationToken cancellationToken)
    {
        IReadOnlyList<bool> repeat = _task.Parameters.KeysMayRepeat;
        return _task.SelfReceives && _task.PeerReceives
            ? RowCounts.ExchangeAsync(keys, peer, scan, repeat[own], repeat[1 - own], channel, cancellationToken)
            : Task.FromResult<int[]?>(null);
    }

    private double Elapsed() => _time.GetElapsedTime(_started).TotalSeconds;
}
