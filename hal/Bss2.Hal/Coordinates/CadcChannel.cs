namespace Bss2.Hal.Coordinates;

/// <summary>A CADC channel: 512 · hemisphere + 256 · type + column; type 0 causal, 1 acausal.</summary>
/// <remarks>Source: halco cadc; register-map 8.</remarks>
public readonly record struct CadcChannel : ICoordinate<CadcChannel>
{
    /// <summary>How many there are.</summary>
    public const int Count = 1024;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1023.</exception>
    public CadcChannel(int value) => Value = Ranged.Require(nameof(CadcChannel), value, Count);

    /// <summary>The one of a column.</summary>
    public CadcChannel(Hemisphere hemisphere, bool acausal, SynapseColumn column)
        : this(512 * hemisphere.Value + (acausal ? 256 : 0) + column.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Hemisphere.</summary>
    public Hemisphere Hemisphere => new(Value / 512);

    /// <summary>Whether it reads the acausal line.</summary>
    public bool IsAcausal => Value / 256 % 2 == 1;

    /// <summary>Column.</summary>
    public SynapseColumn Column => new(Value % 256);

    static int ICoordinate<CadcChannel>.Count => Count;

    static CadcChannel ICoordinate<CadcChannel>.At(int number) => new(number);
}
