using System.Collections.Frozen;
using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Placement;

/// <summary>What a placement may choose, and what it must keep away from.</summary>
public sealed record PlacementOptions
{
    /// <summary>Row pairs per input channel: the range of input weights is 63 times this.</summary>
    public int RowsPerInput { get; init; } = 5;

    /// <summary>Row pairs per neuron that is a source: the range of weights between neurons is 63 times this.</summary>
    public int RowsPerNeuron { get; init; } = 1;

    /// <summary>Row pairs per source, one entry per projection; null: the two values above.</summary>
    public IReadOnlyList<int>? RowsPerProjection { get; init; }

    /// <summary>Circuits not to use.</summary>
    public IReadOnlySet<AtomicNeuron> Unusable { get; init; } = FrozenSet<AtomicNeuron>.Empty;

    /// <summary>Settings per circuit, from a calibration; null: the nominal chip's. A layer takes only circuits that it declares usable
    /// and that aim at the layer's operating point.</summary>
    public CircuitTable? Circuits { get; init; }

    /// <summary>Layer that the column converters watch; null: they are off.</summary>
    public CadcRecording? Recording { get; init; }

    /// <summary>Whether a circuit may serve neurons of an operating point.</summary>
    internal bool MayUse(AtomicNeuron circuit, CircuitTarget target) => !Unusable.Contains(circuit)
        && (Circuits is null || (Circuits.Usable[circuit.Value] && Circuits.Targets[circuit.Value].Realises(target)));
}
