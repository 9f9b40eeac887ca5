namespace Bss2.Hal.Coordinates;

/// <summary>Four CADC samples: 65536 · hemisphere + 32768 · readout type + 16384 · channel type + 64 · row + quad.</summary>
/// <remarks>Source: halco cadc; register-map 8.</remarks>
public readonly record struct CadcSampleQuad : ICoordinate<CadcSampleQuad>
{
    /// <summary>How many there are.</summary>
    public const int Count = 131072;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..131071.</exception>
    public CadcSampleQuad(int value) => Value = Ranged.Require(nameof(CadcSampleQuad), value, Count);

    /// <summary>The one of a row.</summary>
    public CadcSampleQuad(Hemisphere hemisphere, bool buffered, bool acausal, SynapseRow row, SynapseQuadColumn quad)
        : this(65536 * hemisphere.Value + (buffered ? 32768 : 0) + (acausal ? 16384 : 0)
            + SynapseQuadColumn.Count * row.Value + quad.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Hemisphere.</summary>
    public Hemisphere Hemisphere => new(Value / 65536);

    /// <summary>Whether the read returns values of an earlier conversion instead of starting one.</summary>
    public bool IsBuffered => Value / 32768 % 2 == 1;

    /// <summary>Whether it reads acausal channels.</summary>
    public bool IsAcausal => Value / 16384 % 2 == 1;

    /// <summary>64 · row + quad.</summary>
    public int Offset => Value % 16384;

    /// <summary>Row that the synapse array has switched to its sensors.</summary>
    public SynapseRow Row => new(Offset / SynapseQuadColumn.Count);

    /// <summary>Quad in the row.</summary>
    public SynapseQuadColumn QuadColumn => new(Offset % SynapseQuadColumn.Count);

    static int ICoordinate<CadcSampleQuad>.Count => Count;

    static CadcSampleQuad ICoordinate<CadcSampleQuad>.At(int number) => new(number);
}
