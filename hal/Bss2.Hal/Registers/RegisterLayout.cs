namespace Bss2.Hal.Registers;

/// <summary>
/// The field table of a container: the only place that knows its bits. Encoding, decoding and documentation follow from it;
/// overlapping
/// pieces and bits outside a word are refused at construction.
/// </summary>
public sealed class RegisterLayout
{
    private readonly Dictionary<string, int> _index;
    private readonly uint[] _fixedBits;

    /// <summary>Checks and stores the table.</summary>
    /// <param name="name">Container name of the reference stack.</param>
    /// <param name="words">Words of the container.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="grayCoded">Whether each word is written as its Gray-to-binary conversion (CapMem SRAM timing).</param>
    /// <param name="fixedBits">Bits that are always written as 1, per word; null for none.</param>
    /// <exception cref="ArgumentException">Two fields share a bit, a piece leaves its word, or a range does not fit its
    /// bits.</exception>
    public RegisterLayout(string name, int words, IReadOnlyList<RegisterField> fields, bool grayCoded = false,
        IReadOnlyList<uint>? fixedBits = null)
    {
        (Name, Words, Fields, GrayCoded) = (name, words, fields, grayCoded);
        _index = fields.Select((field, i) => (field.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        _fixedBits = fixedBits is null ? new uint[words] : [.. fixedBits];
        uint[] used = [.. _fixedBits];
        if (used.Length != words)
        {
            throw new ArgumentException($"{name} has {words} words, but fixed bits for {used.Length}.", nameof(fixedBits));
        }
        foreach (RegisterField field in fields)
        {
            ulong covered = 0;
            foreach (FieldPiece piece in field.Pieces)
            {
                if ((uint)piece.Word >= (uint)words || piece.Width < 1 || piece.Lsb < 0 || piece.Lsb + piece.Width > 32)
                {
                    throw new ArgumentException($"{name}.{field.Name}: {piece} lies outside.");
                }
                uint bits = piece.Mask << piece.Lsb;
                ulong valueBits = (ulong)piece.Mask << piece.FieldLsb;
                if ((used[piece.Word] & bits) != 0 || (covered & valueBits) != 0)
                {
                    throw new ArgumentException($"{name}.{field.Name}: {piece} overlaps another piece.");
                }
                used[piece.Word] |= bits;
                covered |= valueBits;
            }
            CheckRange(name, field, covered);
        }
    }

    /// <summary>Container name.</summary>
    public string Name { get; }

    /// <summary>Words of the container.</summary>
    public int Words { get; }

    /// <summary>Fields, in the order of value arrays.</summary>
    public IReadOnlyList<RegisterField> Fields { get; }

    /// <summary>Whether words pass through a Gray conversion.</summary>
    public bool GrayCoded { get; }

    /// <summary>Bits of a word that are always written as 1; ignored when read.</summary>
    public uint FixedBits(int word) => _fixedBits[word];

    /// <summary>Position of a field.</summary>
    public int IndexOf(string field) => _index.TryGetValue(field, out int index)
        ? index : throw new ArgumentException($"{Name} has no field {field}.", nameof(field));

    /// <summary>Values to words.</summary>
    /// <param name="values">One per field.</param>
    /// <param name="words">Filled; bits of no field are 0, or 1 where they are fixed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its field's range.</exception>
    public void Encode(ReadOnlySpan<long> values, Span<uint> words)
    {
        _fixedBits.CopyTo(words);
        for (int f = 0; f < Fields.Count; f++)
        {
            ulong stored = Fields[f].ToStored(Name, values[f]);
            // By index: an enumerator of an interface is an object.
            for (int p = 0; p < Fields[f].Pieces.Count; p++)
            {
                FieldPiece piece = Fields[f].Pieces[p];
                uint bits = (uint)(stored >> piece.FieldLsb) & piece.Mask;
                words[piece.Word] |= (piece.Inverted ? ~bits & piece.Mask : bits) << piece.Lsb;
            }
        }
        for (int w = 0; GrayCoded && w < Words; w++)
        {
            words[w] = GrayToBinary(words[w]);
        }
    }

    /// <summary>Words to values; bits of no field are ignored.</summary>
    public void Decode(ReadOnlySpan<uint> words, Span<long> values)
    {
        for (int f = 0; f < Fields.Count; f++)
        {
            if (Fields[f].IsAccessOption)
            {
                values[f] = Fields[f].Default;
                continue;
            }
            ulong stored = 0;
            for (int p = 0; p < Fields[f].Pieces.Count; p++)
            {
                FieldPiece piece = Fields[f].Pieces[p];
                uint word = GrayCoded ? words[piece.Word] ^ (words[piece.Word] >> 1) : words[piece.Word];
                uint bits = word >> piece.Lsb & piece.Mask;
                stored |= (ulong)(piece.Inverted ? ~bits & piece.Mask : bits) << piece.FieldLsb;
            }
            values[f] = Fields[f].FromStored(stored);
        }
    }

    /// <summary>Refuses values that are not one per field, or out of a field's range.</summary>
    /// <exception cref="ArgumentException">The message names field, value and range.</exception>
    public void RequireInRange(ReadOnlySpan<long> values)
    {
        if (values.Length != Fields.Count)
        {
            throw new ArgumentException($"{Name} has {Fields.Count} fields; {values.Length} values given.", nameof(values));
        }
        for (int f = 0; f < values.Length; f++)
        {
            _ = Fields[f].ToStored(Name, values[f]);
        }
    }

    /// <summary>Values after default construction.</summary>
    public long[] Defaults() => [.. Fields.Select(field => field.Default)];

    private static void CheckRange(string name, RegisterField field, ulong covered)
    {
        if (field.IsAccessOption)
        {
            return;
        }
        ulong all = field.Width == 64 ? ulong.MaxValue : (1UL << field.Width) - 1;
        if (covered != all || field.Minimum > field.Maximum || field.Default < field.Minimum || field.Default > field.Maximum
            || field.ToStored(name, field.Minimum) > all || field.ToStored(name, field.Maximum) > all)
        {
            throw new ArgumentException($"{name}.{field.Name}: range {field.Minimum}..{field.Maximum}, default {field.Default} does "
                + $"not fit its {field.Width} bits.");
        }
    }

    private static uint GrayToBinary(uint gray)
    {
        for (int shift = 1; shift < 32; shift <<= 1)
        {
            gray ^= gray >> shift;
        }
        return gray;
    }
}
