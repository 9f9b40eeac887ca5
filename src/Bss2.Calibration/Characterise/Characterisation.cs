using Bss2.Calibration.Routines;
using Bss2.Calibration.Store;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;

namespace Bss2.Calibration.Characterise;

/// <summary>What calibrated circuits really are, as spikes tell it: parameters with standard errors, for whoever wants better than nominal.</summary>
public sealed record Characterisation
{
    /// <summary>Identity of the chip.</summary>
    public required string ChipIdentity { get; init; }

    /// <summary>Chip, for people.</summary>
    public required string ChipName { get; init; }

    /// <summary>Key of the calibration whose codes the circuits had.</summary>
    public required string CalibrationKey { get; init; }

    /// <summary>Circuits, in the order of all lists.</summary>
    public required IReadOnlyList<AtomicNeuron> Circuits { get; init; }

    /// <summary>Whether the calibration calls them usable.</summary>
    public required IReadOnlyList<bool> Usable { get; init; }

    /// <summary>Values by <see cref="Quantity"/> and circuit; null where a circuit did not show it.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Measured?>> Quantities { get; init; }

    /// <summary>What was read and how long the chip ran.</summary>
    public required ChipUsage Usage { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no characterisation, of another version, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Characterisation Read(string path) => CharacterisationJson.Read(File.ReadAllText(path), path);

    /// <summary>Writes a file; a crash leaves the old or the new one.</summary>
    public void Write(string path) => CalibrationStore.WriteText(path, CharacterisationJson.Write(this));
}
