namespace Bss2.Emulator.Analog;

/// <summary>Correlation sensors of a synapse row: what both capacitors have stored, and traces that await their partner.</summary>
internal sealed class CorrelationRow
{
    public const long Never = long.MinValue;

    /// <summary>Stored on the causal and acausal capacitors, V below rest [column].</summary>
    public double[] Causal { get; } = new double[AnalogConfiguration.Columns];

    public double[] Acausal { get; } = new double[AnalogConfiguration.Columns];

    /// <summary>Cycle of the last event and of the last spike without a partner yet [column].</summary>
    public long[] Pre { get; } = [.. Enumerable.Repeat(Never, AnalogConfiguration.Columns)];

    public long[] Post { get; } = [.. Enumerable.Repeat(Never, AnalogConfiguration.Columns)];

    /// <summary>Whether a column's sensors have been reset since power-on; before, they hold nothing that means anything.</summary>
    public bool[] WasReset { get; } = new bool[AnalogConfiguration.Columns];
}
