using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>In which order the halves of the chip can be integrated: what the crossbar lets neurons do to synapses.</summary>
/// <param name="RunsAhead">Whether a half's pulses are all known before it is integrated.</param>
/// <param name="Source">The half whose neurons feed the other one; null if none feeds any.</param>
internal readonly record struct FeedPlan(bool RunsAhead, int? Source)
{
    private const int NeuronInputs = 8, Inputs = 20;

    /// <summary>Reads the plan off crossbar and circuits.</summary>
    public static FeedPlan Of(EventFabric fabric, AnalogConfiguration analog)
    {
        // Event outputs by half that neurons can fire through, and by half those that reach its synapses.
        Span<int> used = [0, 0], feeding = [0, 0];
        Span<bool> fromOutside = [false, false];
        for (int neuron = 0; neuron < AnalogConfiguration.Neurons; neuron++)
        {
            used[neuron / AnalogConfiguration.Columns] |= analog.Circuits[neuron].EnableFire ? 1 << EventOutputOf(neuron) : 0;
        }
        for (int input = 0; input < Inputs; input++)
        {
            for (int half = 0; half < 2; half++)
            {
                bool feeds = fabric.Feeds(input, half);
                feeding[half] |= feeds && input < NeuronInputs ? 1 << input : 0;
                fromOutside[half] |= feeds && input >= NeuronInputs;
            }
        }
        if (((used[0] | used[1]) & (feeding[0] | feeding[1])) == 0)
        {
            return new(true, null);
        }
        for (int source = 0; source < 2; source++)
        {
            // The source hears no neuron, the target only the source, and the two share no arbiter on the way to synapses.
            int target = 1 - source;
            if (((used[0] | used[1]) & feeding[source]) == 0 && (used[target] & (feeding[target] | used[source])) == 0 && !fromOutside[target])
            {
                return new(true, source);
            }
        }
        return new(false, null);
    }

    /// <summary>Event output of a neuron.</summary>
    public static int EventOutputOf(int neuron) => neuron % AnalogConfiguration.Columns / 32;
}
