using System.Buffers.Binary;
using System.IO.Hashing;
using Bss2.Training;

namespace Bss2.Cli.Runs;

/// <summary>A trainer's state in a file: magic, version, body, CRC-32 over all before it (docs/file-formats.md).</summary>
internal static class Checkpoint
{
    public const int Version = 1;

    private const uint Magic = 0x3253_5342; // "BSS2" little endian

    public static void Write(string path, TrainerState state)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(state.Epoch);
            writer.Write(state.Batch);
            writer.Write(state.Step);
            foreach (double[][] arrays in (double[][][])[state.Weights, state.Average, state.FirstMoments, state.SecondMoments, [state.EpochSums]])
            {
                writer.Write(arrays.Length);
                foreach (double[] array in arrays)
                {
                    writer.Write(array.Length);
                    foreach (double value in array)
                    {
                        writer.Write(value);
                    }
                }
            }
            writer.Write(state.Fired.Length);
            foreach (bool[] layer in state.Fired)
            {
                writer.Write(layer.Length);
                foreach (bool fired in layer)
                {
                    writer.Write(fired);
                }
            }
        }
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32.HashToUInt32(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        memory.Write(crc);
        AtomicFile.WriteBytes(path, memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <exception cref="InvalidDataException">The file is not a whole checkpoint of this version; the message says what is wrong.</exception>
    public static TrainerState Read(string path) => Parse(File.ReadAllBytes(path), path);

    /// <exception cref="InvalidDataException">The bytes are not a whole checkpoint of this version; the message says what is wrong.</exception>
    public static TrainerState Parse(byte[] bytes, string path)
    {
        if (bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new InvalidDataException($"{path} is no bss2 checkpoint ({bytes.Length} bytes).");
        }
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4));
        if (Crc32.HashToUInt32(bytes.AsSpan(0, bytes.Length - 4)) != stored)
        {
            throw new InvalidDataException($"{path} is damaged: its checksum does not match. Start the run anew or restore the file.");
        }
        if (version != Version)
        {
            throw new InvalidDataException($"{path} has checkpoint version {version}; this program reads version {Version}.");
        }
        using var reader = new BinaryReader(new MemoryStream(bytes, 8, bytes.Length - 12));
        // No count is believed that the rest of the file cannot hold.
        int Count(int itemBytes)
        {
            long left = reader.BaseStream.Length - reader.BaseStream.Position - sizeof(int);
            int count = left >= 0 ? reader.ReadInt32() : -1;
            return count >= 0 && count * (long)itemBytes <= left ? count
                : throw new InvalidDataException($"{path} is no checkpoint that this program wrote: a list claims {count} entries, {left} bytes are left.");
        }
        double[][] Arrays()
        {
            var arrays = new double[Count(sizeof(int))][];
            for (int a = 0; a < arrays.Length; a++)
            {
                arrays[a] = new double[Count(sizeof(double))];
                for (int i = 0; i < arrays[a].Length; i++)
                {
                    arrays[a][i] = reader.ReadDouble();
                }
            }
            return arrays;
        }
        if (reader.BaseStream.Length < 2 * sizeof(int) + sizeof(long))
        {
            throw new InvalidDataException($"{path} ends in the middle.");
        }
        (int epoch, int batch, long step) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64());
        double[][] weights = Arrays(), average = Arrays(), first = Arrays(), second = Arrays(), sums = Arrays();
        var fired = new bool[Count(sizeof(int))][];
        for (int l = 0; l < fired.Length; l++)
        {
            fired[l] = new bool[Count(sizeof(bool))];
            for (int n = 0; n < fired[l].Length; n++)
            {
                fired[l][n] = reader.ReadBoolean();
            }
        }
        return new()
        {
            Epoch = epoch, Batch = batch, Step = step, Weights = weights, Average = average, FirstMoments = first, SecondMoments = second,
            EpochSums = sums.Length == 1 ? sums[0] : throw new InvalidDataException($"{path} has {sums.Length} lists of sums instead of one."),
            Fired = fired,
        };
    }
}
