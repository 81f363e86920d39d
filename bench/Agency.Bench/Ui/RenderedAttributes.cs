using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace Agency.Bench;

/// <summary>The attributes that a batch of Blazor's rendering adds, in order, with the listener each stands for: of its binary form the frames and their table of strings.</summary>
sealed class RenderedAttributes(byte[] batch) : IEnumerable<(string Name, string? Value, ulong Listener)>
{
    const int Frame = 20, Attribute = 3;

    public IEnumerator<(string Name, string? Value, ulong Listener)> GetEnumerator()
    {
        var frames = Int(batch.Length - 16);
        for (var (n, count) = (0, Int(frames)); n < count; n++)
        {
            var at = frames + 4 + (n * Frame);
            if (Int(at) == Attribute)
                yield return (Text(Int(at + 4))!, Text(Int(at + 8)), BinaryPrimitives.ReadUInt64LittleEndian(batch.AsSpan(at + 12)));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at));

    string? Text(int index)
    {
        if (index < 0)
            return null;
        var at = Int(Int(batch.Length - 4) + (index * 4));
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = batch[at++];
            length |= (next & 0x7f) << shift;
            if (next < 0x80)
                return Encoding.UTF8.GetString(batch, at, length);
        }
    }
}
