using Bss2.Runtime.Configuration;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>What the batches of a placed network use one after the other; everything in it is worked out once or grows once.</summary>
internal sealed class PlacedBatches
{
    /// <summary>Works it out.</summary>
    /// <param name="placement">Where the network lies.</param>
    /// <param name="timing">When things happen.</param>
    public PlacedBatches(ChipPlacement placement, BatchTiming timing)
    {
        Words = new(placement, timing);
        (Program, Recorder, Synapses) = (new(Words), new(Words), new(placement));
    }

    /// <summary>What their programs have in common.</summary>
    public BatchWords Words { get; }

    /// <summary>Builds the programs.</summary>
    public BatchProgram Program { get; }

    /// <summary>Reads what they bring back.</summary>
    public BatchRecorder Recorder { get; }

    /// <summary>What the synapses hold.</summary>
    public SynapseImage Synapses { get; }
}
