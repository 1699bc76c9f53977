using System.Globalization;
using Kuscia.ApiServer.Answers;
using Kuscia.Client.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Callers;

/// <summary>What one caller has taken of its share. Thread-safe.</summary>
internal sealed partial class CallerShare
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly string _caller;
    private readonly ShareOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CallerShare> _logger;
    private readonly TokenBucket _writes;
    private readonly TokenBucket _revisions;
    private readonly TokenBucket _events;
    private int _requests;
    private int _longRequests;
    private long _answerBytes;
    private long _toldAt;

    /// <summary>An untouched share.</summary>
    public CallerShare(string caller, ShareOptions options, TimeProvider time, ILogger<CallerShare> logger)
    {
        _caller = caller;
        _options = options;
        _time = time;
        _logger = logger;
        _writes = new TokenBucket(options.WriteBurst, options.WritesPerSecond, time);
        _revisions = new TokenBucket(options.RevisionBytes, options.RevisionBytes / options.RevisionWindow.TotalSeconds, time);
        _events = new TokenBucket(options.EventBurst, options.EventsPerSecond, time);
        _toldAt = time.GetTimestamp() - (long)(Quiet.TotalSeconds * time.TimestampFrequency) - 1;
    }

    /// <summary>The figures.</summary>
    public ShareOptions Options => _options;

    /// <summary>True when nothing is in work and nothing is missing: then the share may be forgotten.</summary>
    public bool IsIdle => Volatile.Read(ref _requests) == 0 && Volatile.Read(ref _longRequests) == 0 && _writes.IsFull && _revisions.IsFull && _events.IsFull;

    /// <summary>Lets a request in; throws TooManyRequests.</summary>
    public void Enter(bool longRunning)
    {
        int now = longRunning ? Interlocked.Increment(ref _longRequests) : Interlocked.Increment(ref _requests);
        int most = longRunning ? _options.LongRequests : _options.Requests;
        if (now > most)
        {
            Leave(longRunning);
            throw Beyond(longRunning ? "watches and followed logs at once" : "requests at once", Number(most), TimeSpan.FromSeconds(longRunning ? 30 : 1));
        }
    }

    /// <summary>A request is over.</summary>
    public void Leave(bool longRunning)
    {
        if (longRunning)
        {
            Interlocked.Decrement(ref _longRequests);
            return;
        }

        Interlocked.Decrement(ref _requests);
    }

    /// <summary>Counts a write that is asked for; throws TooManyRequests.</summary>
    public void CountWrite()
    {
        if (_writes.WaitForOne() is { Ticks: > 0 } wait)
        {
            throw Beyond("writes a second", _options.WritesPerSecond.ToString(CultureInfo.InvariantCulture), wait);
        }

        _writes.Take(1);
    }

    /// <summary>Throws TooManyRequests when the bytes of revisions are used up.</summary>
    public void EnsureRevisionBytes()
    {
        if (_revisions.WaitForOne() is { Ticks: > 0 } wait)
        {
            throw Beyond($"bytes of revisions within {_options.RevisionWindow.TotalMinutes:0.#} minutes", Number(_options.RevisionBytes), wait);
        }
    }

    /// <summary>Counts the bytes of a revision that was written.</summary>
    public void CountRevision(long bytes) => _revisions.Take(bytes);

    /// <summary>Waits until events may be sent; nothing is refused, a watch that falls too far behind ends by its own limit.</summary>
    public async Task WaitForEventsAsync(CancellationToken cancellationToken)
    {
        if (_events.WaitForOne() is { Ticks: > 0 } wait)
        {
            Tell("watch events a second", _options.EventsPerSecond.ToString(CultureInfo.InvariantCulture));
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    /// <summary>Counts events that are sent, of all watches together.</summary>
    public void CountEvents(int events) => _events.Take(events);

    /// <summary>Counts bytes of an answer in work; throws TooManyRequests. Give them back by <see cref="Release"/>.</summary>
    public void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _answerBytes, bytes) > _options.AnswerBytes)
        {
            Release(bytes);
            throw Beyond("bytes of list answers at once", Number(_options.AnswerBytes), TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Bytes of an answer are sent.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _answerBytes, -bytes);

    /// <summary>The refusal of what goes beyond a figure; the log names caller and limit, once a minute.</summary>
    public ApiStatusException Beyond(string limit, string figure, TimeSpan wait)
    {
        Tell(limit, figure);
        int seconds = (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, 600);
        string message = $"the share of {StatusCause.Quote(_caller)} is used up: at most {figure} {limit}; try again in {seconds} s";
        return new ApiStatusException(new ApiStatus(429, "TooManyRequests", message)
        {
            Details = new ApiStatusDetails { Name = _caller, Kind = "users", Causes = [new StatusCause("ShareUsedUp", $"at most {figure}", limit)], RetryAfterSeconds = seconds },
        });
    }

    private void Tell(string limit, string figure)
    {
        long told = Volatile.Read(ref _toldAt);
        if (_time.GetElapsedTime(told) > Quiet && Interlocked.CompareExchange(ref _toldAt, _time.GetTimestamp(), told) == told)
        {
            Log.Beyond(_logger, _caller, limit, figure);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1303, LogLevel.Warning, "{Caller} is slowed down: its share of {Figure} {Limit} is used up; further refusals of the next minute are not logged")]
        public static partial void Beyond(ILogger logger, string caller, string limit, string figure);
    }
}
