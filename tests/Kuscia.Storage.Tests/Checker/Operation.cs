namespace Kuscia.Storage.Tests.Checker;

/// <summary>How an operation on a register ended.</summary>
internal enum Ending
{
    /// <summary>A read, or a swap that was acknowledged.</summary>
    Done,

    /// <summary>A swap that found another value than the expected one.</summary>
    Refused,

    /// <summary>A swap whose answer is not known: it may take effect at any time after its call, or never.</summary>
    Unknown,
}

/// <summary>One operation on one register, whose values are written once each; null is the register without a key.</summary>
/// <param name="Client">Who called.</param>
/// <param name="IsRead">A read, or a swap of one value for another.</param>
/// <param name="Expected">What a swap replaces.</param>
/// <param name="Value">What a read saw, or what a swap writes.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Call">When it began.</param>
/// <param name="Return">When it ended; long.MaxValue for an unknown ending.</param>
internal sealed record Operation(string Client, bool IsRead, string? Expected, string? Value, Ending Ending, long Call, long Return)
{
    public override string ToString() =>
        $"{Client} {(IsRead ? $"reads {Value ?? "nothing"}" : $"{Expected ?? "nothing"} -> {Value ?? "nothing"}: {Ending}")} [{Call}, {(Return == long.MaxValue ? "?" : Return)}]";
}
