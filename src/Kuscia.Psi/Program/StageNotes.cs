using System.Globalization;

namespace Kuscia.Psi.Program;

/// <summary>
/// Notes for the node how long each stage of the run took: a line <c>NAME BEGAN SECONDS</c> in the file that <c>KUSCIA_STAGES_FILE</c> names. The run goes on when
/// it cannot be written. Not thread-safe.
/// </summary>
/// <param name="path">The file; null for none.</param>
/// <param name="time">Clock.</param>
internal sealed class StageNotes(string? path, TimeProvider time)
{
    private string? _name;
    private DateTimeOffset _began;
    private long _start;

    /// <summary>The stage so far has ended, and another one begins.</summary>
    public void Begin(string name)
    {
        End();
        (_name, _began, _start) = (name, time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>The last stage has ended.</summary>
    public void End()
    {
        if (path is null || _name is null)
        {
            return;
        }

        string line = string.Create(CultureInfo.InvariantCulture, $"{_name} {_began:yyyy-MM-ddTHH:mm:ss.ffffffZ} {time.GetElapsedTime(_start).TotalSeconds:0.000000}\n");
        _name = null;
        try
        {
            File.AppendAllText(path, line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Figures are not worth a run.
        }
    }
}
