using Bss2.Network;

namespace Bss2.Training;

/// <summary>Runs one sample after another through a network; buffers are reused. One instance per thread.</summary>
internal interface ISampleSimulation
{
    /// <summary>Takes over the network's present weights; its shape is that of construction.</summary>
    void Load(NetworkSnapshot network);

    /// <summary>Fills a sample of the record with the spikes within the window.</summary>
    void Run(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample);
}
