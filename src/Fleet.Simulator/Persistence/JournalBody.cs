using System.Buffers;
using System.IO.Compression;

namespace Fleet.Simulator.Persistence;

/// <summary>Bodies as the journal keeps them: a Kubernetes object shrinks to about a quarter, at a cost far below that of the commit.</summary>
internal static class JournalBody
{
    public static byte[] Pack(ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            return BrotliEncoder.TryCompress(body, buffer, out var written, quality: 1, window: 18)
                ? buffer.AsSpan(0, written).ToArray()
                : throw new InvalidOperationException($"a body of {body.Length} bytes could not be compressed");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var body = new MemoryStream(packed.Length * 4);
        stream.CopyTo(body);
        return body.ToArray();
    }
}
