using Bss2.Emulator.Analog;
using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Readout;

/// <summary>Words of the registers that set up converters and read-out paths, as last written; decoded where they are used.</summary>
internal sealed class ReadoutRegisters
{
    private const int Columns = AnalogConfiguration.Columns, Channels = 2 * Columns, StoredZero = 128;

    private readonly uint[] _source = new uint[2], _pads = new uint[4], _madc = new uint[10];
    private readonly uint[][] _capMem = [new uint[10], new uint[10], new uint[10], new uint[10]];
    private readonly uint[] _cadc = new uint[2], _assignment = new uint[2];
    private readonly byte[] _offsets = new byte[2 * Channels];
    private readonly bool[] _neuron = new bool[2 * Channels], _debug = new bool[2 * Channels], _internal = new bool[2 * Channels];

    /// <summary>Bumped when anything changes.</summary>
    public int Version { get; private set; }

    /// <summary>MADCConfig, ten words.</summary>
    public ReadOnlySpan<uint> Madc => _madc;

    /// <summary>CADCConfig of a hemisphere.</summary>
    public uint Cadc(int hemisphere) => _cadc[hemisphere];

    /// <summary>Digital offset of a CADC channel, −128..127.</summary>
    public int CadcOffset(int hemisphere, bool acausal, int column) => _offsets[Channel(hemisphere, acausal, column)] - StoredZero;

    /// <summary>Whether a channel sees its column's neuron.</summary>
    public bool SeesNeuron(int hemisphere, bool acausal, int column) => _neuron[Channel(hemisphere, acausal, column)];

    /// <summary>Whether a channel sees the debug line.</summary>
    public bool SeesDebug(int hemisphere, bool acausal, int column) => _debug[Channel(hemisphere, acausal, column)];

    /// <summary>Whether a channel sees the correlation sensors of its column.</summary>
    public bool SeesCorrelation(int hemisphere, bool acausal, int column) => _internal[Channel(hemisphere, acausal, column)];

    /// <summary>Quadrant whose ramp start voltage a side of a hemisphere takes (CommonCorrelationConfig.cadc_v_offset_assignment).</summary>
    public int RampQuadrant(int hemisphere, int side)
    {
        uint word = _assignment[hemisphere];
        bool right = side == 0 ? (word & 4) != 0 : (word & 2) == 0;
        return 2 * hemisphere + (right ? 1 : 0);
    }

    /// <summary>Bit of ReadoutSourceSelection for a buffer, 0..12 as in the register.</summary>
    public bool Source(int buffer, int bit) => (_source[buffer] >> bit & 1) != 0;

    /// <summary>Whether a buffer may drive pads.</summary>
    public bool BufferToPad(int buffer) => (_source[1] >> (14 - buffer) & 1) != 0;

    /// <summary>Bit of a pad multiplexer.</summary>
    public bool Pad(int pad, int word, int bit) => (_pads[2 * pad + word] >> bit & 1) != 0;

    /// <summary>Row and column of the cell on a CapMem block's debug output; null while it is off.</summary>
    public (int Row, int Column)? DebugCell(int block)
    {
        uint hot = _capMem[block][0] & 0xFF_FFFF;
        return hot == 0 ? null : (AnalogConfiguration.CapMemRows - 1 - (31 - System.Numerics.BitOperations.LeadingZeroCount(hot)),
            (int)Math.Min(_capMem[block][1], AnalogConfiguration.CapMemColumns - 1));
    }

    /// <summary>Debug output amplifier bias of a CapMem block, 0..15.</summary>
    public int DebugAmplifier(int block) => (int)(_capMem[block][3] >> 12 & 0xF);

    /// <summary>Takes a written word.</summary>
    public void Write(OmnibusBlock block, int offset, uint value)
    {
        switch (block.Kind)
        {
            case BlockKind.ReadoutSource:
                _source[offset] = value;
                break;
            case BlockKind.PadMultiplexer:
                _pads[offset] = value;
                break;
            case BlockKind.MadcConfig:
                _madc[offset] = value;
                break;
            case BlockKind.CapMemConfig:
                _capMem[block.Index][offset] = value;
                break;
            case BlockKind.CadcConfig:
                _cadc[block.Index] = value;
                break;
            case BlockKind.CadcOffsets:
                int side = block.Index % 2;
                _offsets[Channel(block.Index / 2, offset % 2 != 0, 128 * side + offset / 2)] = (byte)value;
                break;
            case BlockKind.CorrelationConfig when offset == 3:
                _assignment[block.Index] = value;
                break;
            case BlockKind.ColumnReadoutCausal or BlockKind.ColumnReadoutAcausal:
                SetColumns(_neuron, block.Index, offset, value, 5, block.Kind == BlockKind.ColumnReadoutAcausal);
                break;
            case BlockKind.ColumnCorrelationInternal or BlockKind.ColumnCorrelationDebug:
                bool[] target = block.Kind == BlockKind.ColumnCorrelationInternal ? _internal : _debug;
                SetColumns(target, block.Index, offset, value, 6, acausal: false);
                SetColumns(target, block.Index, offset, value, 7, acausal: true);
                break;
            default:
                return;
        }
        Version++;
    }

    private static int Channel(int hemisphere, bool acausal, int column) => Channels * hemisphere + (acausal ? Columns : 0) + column;

    private static void SetColumns(bool[] target, int hemisphere, int quad, uint value, int bit, bool acausal)
    {
        for (int entry = 0; entry < 4; entry++)
        {
            int column = 8 * (quad % 32) + 2 * entry + quad / 32;
            target[Channel(hemisphere, acausal, column)] = (value >> (8 * (3 - entry) + bit) & 1) != 0;
        }
    }
}
