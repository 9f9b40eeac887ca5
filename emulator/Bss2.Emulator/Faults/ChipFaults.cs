using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bss2.Emulator.Faults;

/// <summary>
/// Faults put into an emulated chip on purpose. A share strikes places that only seed, kind of fault and place decide; a list names them.
/// </summary>
/// <remarks>
/// All of this comes on top of the die's own defects, which no plan repairs. The host sees what a host of a broken chip sees: digital memory
/// reads back what was written, but for stuck weights, whose bits are stuck in memory.
/// </remarks>
public sealed record ChipFaults
{
    /// <summary>Decides which places a share strikes.</summary>
    [JsonIgnore]
    public ulong Seed { get; init; }

    /// <summary>What people call it; no part of <see cref="Fingerprint"/>.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "unnamed";

    /// <summary>Neurons whose comparator never fires.</summary>
    public NeuronFaults DeadNeurons { get; init; } = new();

    /// <summary>Synapses that deliver no charge, whatever their weight.</summary>
    public SynapseFaults DeadSynapses { get; init; } = new();

    /// <summary>Synapses whose weight bits are stuck.</summary>
    public StuckWeightFaults StuckWeights { get; init; } = new();

    /// <summary>CapMem cells that hold one value, whatever their code.</summary>
    public StuckCellFaults StuckCapmem { get; init; } = new();

    /// <summary>CapMem cells that are off by some codes.</summary>
    public WrongCellFaults WrongCapmem { get; init; } = new();

    /// <summary>Spikes that vanish between FPGA and chip.</summary>
    public SpikeLoss LostSpikes { get; init; } = new();

    /// <summary>Shorter event queues, which overflow earlier.</summary>
    public QueueDepths Queues { get; init; } = new();

    /// <summary>High-speed links that go down and train again.</summary>
    public IReadOnlyList<LinkFlap> LinkFlaps { get; init; } = [];

    /// <summary>Eight hexadecimal digits that differ between chips with different faults.</summary>
    [JsonIgnore]
    public string Fingerprint
    {
        get
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, ChipFaultsJson.Default.ChipFaults);
            var all = new byte[sizeof(ulong) + json.Length];
            BinaryPrimitives.WriteUInt64LittleEndian(all, Seed);
            json.CopyTo(all, sizeof(ulong));
            return Convert.ToHexStringLower(SHA256.HashData(all).AsSpan(0, 4));
        }
    }

    /// <summary>Refuses places that do not exist and shares that are none.</summary>
    /// <exception cref="ArgumentException">Says which entry, and what is allowed.</exception>
    public void Validate()
    {
        FaultRange.Share("dead_neurons.share", DeadNeurons.Share);
        FaultRange.Share("dead_synapses.share", DeadSynapses.Share);
        FaultRange.Share("stuck_weights.share", StuckWeights.Share);
        FaultRange.Share("stuck_capmem.share", StuckCapmem.Share);
        FaultRange.Share("wrong_capmem.share", WrongCapmem.Share);
        FaultRange.Share("lost_spikes.to_chip", LostSpikes.ToChip);
        FaultRange.Share("lost_spikes.from_chip", LostSpikes.FromChip);
        FaultRange.Number("stuck_weights.weight", StuckWeights.Weight, 0, FaultRange.HighestWeight);
        FaultRange.Number("stuck_capmem.code", StuckCapmem.Code, 0, FaultRange.HighestCode);
        FaultRange.Number("wrong_capmem.offset", WrongCapmem.Offset, -FaultRange.HighestCode, FaultRange.HighestCode);
        for (int k = 0; k < DeadNeurons.List.Count; k++)
        {
            FaultRange.Number($"dead_neurons.list[{k}]", DeadNeurons.List[k], 0, FaultRange.Neurons - 1);
        }
        for (int k = 0; k < DeadSynapses.List.Count; k++)
        {
            FaultRange.Synapse($"dead_synapses.list[{k}]", DeadSynapses.List[k]);
        }
        for (int k = 0; k < StuckWeights.List.Count; k++)
        {
            FaultRange.Synapse($"stuck_weights.list[{k}]", StuckWeights.List[k].Synapse);
            FaultRange.Number($"stuck_weights.list[{k}].weight", StuckWeights.List[k].Weight, 0, FaultRange.HighestWeight);
        }
        for (int k = 0; k < StuckCapmem.List.Count; k++)
        {
            FaultRange.Cell($"stuck_capmem.list[{k}]", StuckCapmem.List[k].Cell);
            FaultRange.Number($"stuck_capmem.list[{k}].code", StuckCapmem.List[k].Code, 0, FaultRange.HighestCode);
        }
        for (int k = 0; k < WrongCapmem.List.Count; k++)
        {
            FaultRange.Cell($"wrong_capmem.list[{k}]", WrongCapmem.List[k].Cell);
            FaultRange.Number($"wrong_capmem.list[{k}].offset", WrongCapmem.List[k].Offset, -FaultRange.HighestCode, FaultRange.HighestCode);
        }
        Queues.Validate();
        for (int k = 0; k < LinkFlaps.Count; k++)
        {
            LinkFlaps[k].Validate($"link_flaps[{k}]");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"faults {Name} ({Fingerprint})");
}

/// <summary>Serialiser without reflection.</summary>
[JsonSerializable(typeof(ChipFaults))]
internal sealed partial class ChipFaultsJson : JsonSerializerContext;
