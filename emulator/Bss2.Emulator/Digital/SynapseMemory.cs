using Bss2.Emulator.Analog;
using Bss2.Emulator.Faults;

namespace Bss2.Emulator.Digital;

/// <summary>
/// The synapse arrays' memory as the bus shows it: weights, labels and both calibration values, each through its own words and through the
/// words of whole synapses; four columns to a word, the first in the highest byte (register-map 4).
/// </summary>
internal sealed class SynapseMemory
{
    private const int Quads = 64;

    private readonly AnalogConfiguration _analog;
    private readonly FaultMap _faults;

    // What the memory holds: what synapses do, but for dead ones.
    private readonly byte[] _weights;

    public SynapseMemory(AnalogConfiguration analog, FaultMap faults)
    {
        (_analog, _faults) = (analog, faults);
        _weights = faults.HasDeadSynapses ? new byte[analog.Weights.Length] : analog.Weights;
        StickWeights();
    }

    /// <summary>Column of an entry of a quad.</summary>
    public static int ColumnOf(int quad, int entry) => 8 * (quad % 32) + 2 * entry + quad / 32;

    /// <summary>Whether a block is a view of this memory.</summary>
    public static bool Holds(BlockKind kind) => kind is BlockKind.SynapseWeight or BlockKind.SynapseLabel or BlockKind.SynapseFull
        or BlockKind.SynapseTimeCalibration or BlockKind.SynapseAmplitudeCalibration;

    /// <summary>Reads a word.</summary>
    public uint Read(OmnibusBlock block, int offset)
    {
        uint word = 0;
        for (int entry = 0; entry < 4; entry++)
        {
            word |= Entry(block.Kind, offset, Index(block, offset, entry)) << (8 * (3 - entry));
        }
        return word;
    }

    /// <summary>Writes a word.</summary>
    public void Write(OmnibusBlock block, int offset, uint value)
    {
        if (block.Kind == BlockKind.SynapseWeight)
        {
            for (int entry = 0; entry < 4; entry++)
            {
                SetWeight(Index(block, offset, entry), Permute((byte)(value >> (8 * (3 - entry)) & 0x3F)));
            }
            _analog.SynapseVersion++;
            return;
        }
        for (int entry = 0; entry < 4; entry++)
        {
            SetEntry(block.Kind, offset, Index(block, offset, entry), (byte)(value >> (8 * (3 - entry))));
        }
        _analog.SynapseVersion++;
    }

    /// <summary>All zero, but for what is stuck.</summary>
    public void Clear()
    {
        ReadOnlySpan<byte[]> all = [_weights, _analog.Weights, _analog.Labels, _analog.TimeCalibrations, _analog.AmplitudeCalibrations];
        foreach (byte[] values in all)
        {
            Array.Clear(values);
        }
        StickWeights();
        _analog.SynapseVersion++;
    }

    private void SetWeight(int synapse, byte value)
    {
        _weights[synapse] = _faults.Weight(synapse, value);
        _analog.Weights[synapse] = _faults.IsDeadSynapse(synapse) ? (byte)0 : _weights[synapse];
    }

    private void StickWeights()
    {
        foreach (int synapse in _faults.StuckWeights.Keys)
        {
            SetWeight(synapse, 0);
        }
    }

    private uint Entry(BlockKind kind, int offset, int synapse) => kind switch
    {
        BlockKind.SynapseWeight => Permute(_weights[synapse]),
        BlockKind.SynapseLabel => _analog.Labels[synapse],
        BlockKind.SynapseTimeCalibration => _analog.TimeCalibrations[synapse],
        BlockKind.SynapseAmplitudeCalibration => _analog.AmplitudeCalibrations[synapse],
        _ when IsFirstWord(offset) => Permute(_weights[synapse]) | (uint)_analog.TimeCalibrations[synapse] << 6,
        _ => _analog.Labels[synapse] | (uint)_analog.AmplitudeCalibrations[synapse] << 6,
    };

    private void SetEntry(BlockKind kind, int offset, int synapse, byte bits)
    {
        byte low = (byte)(bits & 0x3F), calibration = (byte)(bits >> 6);
        switch (kind)
        {
            case BlockKind.SynapseLabel:
                _analog.Labels[synapse] = low;
                break;
            case BlockKind.SynapseTimeCalibration:
                _analog.TimeCalibrations[synapse] = (byte)(bits & 3);
                break;
            case BlockKind.SynapseAmplitudeCalibration:
                _analog.AmplitudeCalibrations[synapse] = (byte)(bits & 3);
                break;
            case BlockKind.SynapseFull when IsFirstWord(offset):
                SetWeight(synapse, Permute(low));
                _analog.TimeCalibrations[synapse] = calibration;
                break;
            default:
                (_analog.Labels[synapse], _analog.AmplitudeCalibrations[synapse]) = (low, calibration);
                break;
        }
    }

    private static bool IsFirstWord(int offset) => (offset & Quads) == 0;

    private static int Index(OmnibusBlock block, int offset, int entry)
    {
        int row = offset / (block.Kind == BlockKind.SynapseFull ? 2 * Quads : Quads);
        return (AnalogConfiguration.Rows * block.Index + row) * AnalogConfiguration.Columns + ColumnOf(offset % Quads, entry);
    }

    // Bit 5 stays, bits 0..4 are reversed (register-map 0.4); its own inverse.
    private static byte Permute(byte weight) => (byte)(weight & 0x24 | (weight & 1) << 4 | (weight & 2) << 2 | (weight & 8) >> 2
        | (weight & 16) >> 4);
}
