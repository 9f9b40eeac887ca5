using System.Buffers.Binary;
using System.Text;

namespace Bss2.Emulator.Wire;

/// <summary>The words that answer a reset: parameters, sizes where the wire has them, and the bitfile info text.</summary>
/// <remarks>Link-and-playback 1.4 and, for the sizes, 7b.</remarks>
internal static class ConfigWords
{
    public static ulong[] Of(int modulus, int window, int maximumWords, string infoText, params ReadOnlySpan<ulong> sizes)
    {
        byte[] text = Encoding.UTF8.GetBytes(infoText);
        // At least one NUL ends the text.
        int infoWords = text.Length / sizeof(ulong) + 1;
        var padded = new byte[infoWords * sizeof(ulong)];
        text.CopyTo(padded, 0);
        List<ulong> words = [(ulong)modulus, (ulong)window, (ulong)maximumWords, (ulong)infoWords, .. sizes];
        for (int i = 0; i < infoWords; i++)
        {
            words.Add(BinaryPrimitives.ReadUInt64BigEndian(padded.AsSpan(i * sizeof(ulong))));
        }
        return [.. words];
    }
}
