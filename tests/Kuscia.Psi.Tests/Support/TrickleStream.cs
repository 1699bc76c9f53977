namespace Kuscia.Psi.Tests.Support;

/// <summary>Hands out its bytes a few at a time, as a slow disk or pipe may.</summary>
internal sealed class TrickleStream(byte[] bytes, int step) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(step, count));
}
