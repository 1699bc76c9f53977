using System.Text;

namespace Kuscia.Agent.Logs;

/// <summary>The end of a log as it stands in a pod's status (policy FallbackToLogsOnError).</summary>
internal static class LogTail
{
    private const int MaxBytes = 2048;
    private const int MaxLines = 80;

    /// <summary>At most the last 80 lines and 2048 bytes; null when the log is empty or missing.</summary>
    public static string? Read(string log)
    {
        try
        {
            using FileStream file = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(MaxBytes, file.Length), SeekOrigin.End);
            byte[] bytes = new byte[MaxBytes];
            int read = file.ReadAtLeast(bytes, MaxBytes, throwOnEndOfStream: false);
            string text = Encoding.UTF8.GetString(TrimPartialRune(bytes.AsSpan(0, read)));
            string[] lines = text.Split('\n');
            int keep = MaxLines + (lines[^1].Length == 0 ? 1 : 0);
            string tail = lines.Length > keep ? string.Join('\n', lines[^keep..]) : text;
            return tail.Length == 0 ? null : tail;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The cut may fall inside a UTF-8 sequence: its continuation bytes (10xxxxxx) at the start are dropped.
    private static ReadOnlySpan<byte> TrimPartialRune(ReadOnlySpan<byte> bytes)
    {
        int skip = 0;
        while (skip < 3 && skip < bytes.Length && (bytes[skip] & 0xC0) == 0x80)
        {
            skip++;
        }

        return bytes[skip..];
    }
}
