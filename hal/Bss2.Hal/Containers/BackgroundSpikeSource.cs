using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Background spike source; the enabling word goes last.</summary>
/// <remarks>Source: haldls background.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record BackgroundSpikeSource :
    IOmnibusWritable<BackgroundSpikeSource, BackgroundSource>, IOmnibusReadable<BackgroundSpikeSource, BackgroundSource>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("BackgroundSpikeSource", 3,
    [
        new("enable", 0, 1, 0, true, FieldCoding.Plain, [new(2, 0, 1)]),
        new("enable_random", 0, 1, 0, true, FieldCoding.Plain, [new(2, 1, 1)]),
        new("period", 0, 65535, 0, false, FieldCoding.Plain, [new(2, 16, 16)]),
        new("rate", 0, 255, 0, false, FieldCoding.Plain, [new(1, 8, 8)]),
        new("seed", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
        new("mask", 0, 255, 0, false, FieldCoding.Plain, [new(1, 0, 8)]),
        new("neuron_label", 0, 16383, 0, false, FieldCoding.Plain, [new(1, 16, 14)]),
    ]);

    /// <summary>enable.</summary>
    public bool Enable { get; init; }

    /// <summary>enable_random.</summary>
    public bool EnableRandom { get; init; }

    /// <summary>period, 0..65535.</summary>
    public int Period { get; init; }

    /// <summary>rate, 0..255.</summary>
    public int Rate { get; init; }

    /// <summary>seed, 0..4294967295.</summary>
    public uint Seed { get; init; }

    /// <summary>mask, 0..255.</summary>
    public int Mask { get; init; }

    /// <summary>neuron_label, 0..16383.</summary>
    public int NeuronLabel { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(BackgroundSource coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0001u + 3u * (uint)coordinate.Value + 1;
        addresses[1] = 0x0013_0001u + 3u * (uint)coordinate.Value + 2;
        addresses[2] = 0x0013_0001u + 3u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static BackgroundSpikeSource FromFields(ReadOnlySpan<long> values) => new()
    {
        Enable = values[0] != 0,
        EnableRandom = values[1] != 0,
        Period = (int)values[2],
        Rate = (int)values[3],
        Seed = (uint)values[4],
        Mask = (int)values[5],
        NeuronLabel = (int)values[6],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Enable ? 1 : 0;
        values[1] = EnableRandom ? 1 : 0;
        values[2] = Period;
        values[3] = Rate;
        values[4] = Seed;
        values[5] = Mask;
        values[6] = NeuronLabel;
    }
}
