using System.Security.Cryptography;
using System.Text;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Store;

/// <summary>A calibration on its way or done, with everything that says what it is for: which chip, which target, which routines.</summary>
public sealed record CalibrationFile
{
    /// <summary>Identity of the chip; settings are worth nothing on another.</summary>
    public required string ChipIdentity { get; init; }

    /// <summary>Chip, for people.</summary>
    public required string ChipName { get; init; }

    /// <summary>Method: spikes or cadc.</summary>
    public required string Method { get; init; }

    /// <summary>What was calibrated to.</summary>
    public required CalibrationTarget Target { get; init; }

    /// <summary>Circuits, in the order of the state's arrays.</summary>
    public required IReadOnlyList<AtomicNeuron> Circuits { get; init; }

    /// <summary>Names and versions of the method's routines, in their order.</summary>
    public required IReadOnlyList<RoutineVersion> Routines { get; init; }

    /// <summary>What is known and set so far.</summary>
    public required CalibrationState State { get; init; }

    /// <summary>Whether every routine has run.</summary>
    public bool IsComplete => State.Reports.Count == Routines.Count;

    /// <summary>Which calibration this is, whatever came out: SHA-256 over chip, method, target, circuits and routine versions.</summary>
    public string Key => KeyOf(ChipIdentity, Method, Target, Circuits, Routines);

    /// <summary>Key of a calibration that may not have been made yet.</summary>
    public static string KeyOf(string chipIdentity, string method, CalibrationTarget target, IReadOnlyList<AtomicNeuron> circuits,
        IReadOnlyList<RoutineVersion> routines)
    {
        var text = new StringBuilder();
        text.AppendLine(chipIdentity).AppendLine(method).AppendLine(TargetJson.Write(target).ToJsonString())
            .AppendLine(CircuitRanges.Format(circuits.Select(circuit => circuit.Value)));
        foreach (RoutineVersion routine in routines)
        {
            text.Append(routine.Name).Append(' ').Append(routine.Version).AppendLine();
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Settings for placements; circuits that were not calibrated are not usable.</summary>
    /// <exception cref="InvalidOperationException">The calibration is not complete.</exception>
    public CircuitTable Table()
    {
        if (!IsComplete)
        {
            throw new InvalidOperationException($"This calibration of {ChipName} stopped after {State.Reports.Count} of {Routines.Count} routines; "
                + "resume it first.");
        }
        var settings = new CircuitSettings?[AtomicNeuron.Count];
        var usable = new bool[AtomicNeuron.Count];
        IReadOnlyList<bool> success = State.Success;
        for (int i = 0; i < Circuits.Count; i++)
        {
            (settings[Circuits[i].Value], usable[Circuits[i].Value]) = (State.Settings[i], success[i]);
        }
        return new()
        {
            Name = $"{Target.Name}, {Method}, {ChipIdentity}",
            Circuits = [.. settings.Select((s, i) => s ?? Spikes.NominalSettings.For(Target.Circuits[i]))],
            Targets = [.. Target.Circuits.Select(aim => aim.Target)],
            Usable = usable,
            SynapseDac = State.SynapseDac,
        };
    }

    /// <summary>Refuses a file that belongs to another chip.</summary>
    /// <exception cref="InvalidDataException">It does; the message names both.</exception>
    public void RequireChip(string identity, string place)
    {
        if (identity != ChipIdentity)
        {
            throw new InvalidDataException($"{place} calibrates {ChipIdentity} ({ChipName}), but the chip that answers is {identity}: its settings "
                + "mean nothing there. Calibrate this chip, or choose its file.");
        }
    }
}
