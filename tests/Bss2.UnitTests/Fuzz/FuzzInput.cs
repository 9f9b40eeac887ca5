using System.Text;
using Bss2.Spikes;

namespace Bss2.UnitTests.Fuzz;

/// <summary>The n-th input of a target: a pure function of seed, target and n.</summary>
internal static class FuzzInput
{
    private const int LongestRandom = 300, MostChanges = 6, LongestPiece = 40;

    private static readonly byte[] s_edges = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    private static readonly byte[][] s_pieces =
    [
        .. ((string[])["null", "-1", "1e999", "99999999999999999999", "\"\"", "[[[[", "{\"a\":", "]", ",", "\\u0000", "\"0x\"", "true", "NaN", "\n"])
            .Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], new byte[8],
    ];

    public static byte[] Of(FuzzTarget target, SeedTree node)
    {
        ulong drawn = 0;
        int Below(int count) => node.Integer(drawn++, count);
        if (target.Samples.Length == 0 || Below(8) == 0)
        {
            byte[] random = [.. Enumerable.Range(0, Below(LongestRandom)).Select(_ => (byte)Below(256))];
            return random;
        }
        List<byte> bytes = [.. target.Samples[Below(target.Samples.Length)]];
        for (int changes = 1 + Below(MostChanges); changes > 0; changes--)
        {
            int at = Below(bytes.Count + 1), length = Math.Min(Below(LongestPiece), bytes.Count - at);
            switch (Below(8))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Below(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = s_edges[Below(s_edges.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, [.. bytes.GetRange(at, length)]);
                    break;
                case 4:
                    byte[] piece = s_pieces[Below(s_pieces.Length)];
                    bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
                case 5:
                    bytes.InsertRange(at, s_pieces[Below(s_pieces.Length)]);
                    break;
                case 6:
                    byte[] other = target.Samples[Below(target.Samples.Length)];
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.AddRange(other.AsSpan(Math.Min(at, other.Length)));
                    break;
                case 7 when Below(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    break;
            }
        }
        byte[] input = [.. bytes];
        return target.Seal is { } seal && Below(4) != 0 ? seal(input) : input;
    }
}
