using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Bss2.Cli.Runs;

/// <summary>A small picture, pixel by pixel, as a PNG that a page carries within itself.</summary>
internal sealed class PixelMap
{
    private const int Channels = 4;

    private readonly byte[] _rows;

    /// <summary>A transparent picture.</summary>
    public PixelMap(int width, int height) => (Width, Height, _rows) = (width, height, new byte[height * (1 + Channels * width)]);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Sets a pixel; (0, 0) is the top left one.</summary>
    public void Set(int x, int y, (byte R, byte G, byte B) colour, byte opacity = 255)
    {
        int at = y * (1 + Channels * Width) + 1 + Channels * x;
        (_rows[at], _rows[at + 1], _rows[at + 2], _rows[at + 3]) = (colour.R, colour.G, colour.B, opacity);
    }

    /// <summary>As a data URI.</summary>
    public string DataUri()
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 6); // eight bits, red green blue alpha
        Chunk(png, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(_rows);
        }
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        png.Write(number);
        png.Write(name);
        png.Write(body);
        var crc = new Crc32();
        crc.Append(name);
        crc.Append(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }
}
