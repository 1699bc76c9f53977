using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Tests.Logs;

/// <summary>A log that is fetched from elsewhere has every line once, whenever the agent was killed.</summary>
public sealed class LogCopyTests : IDisposable
{
    private static readonly DateTimeOffset First = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddTicks(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-copy-").FullName;

    private string Log => Path.Combine(_folder, "main", "0.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_but_not_noted_is_cut_off_and_comes_again()
    {
        using (LogCopy killed = LogCopy.Open(Log))
        {
            killed.Append(new LogLines("one\n"u8.ToArray(), First));
        }

        File.AppendAllText(Log, "tw");
        using LogCopy copy = LogCopy.Open(Log);
        DateTimeOffset? last = copy.Last;
        copy.Append(new LogLines("two\n"u8.ToArray(), Second));

        Assert.Equal(First, last);
        Assert.Equal("one\ntwo\n", File.ReadAllText(Log));
    }

    [Fact]
    public void File_that_was_emptied_by_rotation_goes_on_at_its_begin()
    {
        using LogCopy copy = LogCopy.Open(Log);
        copy.Append(new LogLines("one\n"u8.ToArray(), First));
        using (FileStream rotated = new(Log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            rotated.SetLength(0);
        }

        copy.Append(new LogLines("two\n"u8.ToArray(), Second));

        Assert.Equal("two\n", File.ReadAllText(Log));
    }
}
