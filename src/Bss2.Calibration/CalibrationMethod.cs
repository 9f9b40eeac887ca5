using Bss2.Calibration.Cadc;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;

namespace Bss2.Calibration;

/// <summary>A way to calibrate: routines, run one after the other by a <see cref="Calibrator"/>.</summary>
/// <param name="Name">Name, for command lines, files and messages.</param>
/// <param name="Routines">Routines in their order; equal names may occur, as first pass and refinement.</param>
public sealed record CalibrationMethod(string Name, IReadOnlyList<ICalibrationRoutine> Routines)
{
    /// <summary>Converters: CADC for potentials and amplitudes, MADC for time constants (analog-core 6.2, 6.3).</summary>
    public static CalibrationMethod Cadc { get; } = new("cadc", CadcMethod.Routines);

    /// <summary>Spikes alone; not a word is read from a converter (analog-core 6.5).</summary>
    public static CalibrationMethod Spikes { get; } = new("spikes", SpikeMethod.Routines);

    /// <summary>All methods.</summary>
    public static IReadOnlyList<CalibrationMethod> Named { get; } = [Cadc, Spikes];

    /// <summary>Names and versions of the routines, for files and keys.</summary>
    public IReadOnlyList<RoutineVersion> Versions => [.. Routines.Select(routine => new RoutineVersion(routine.Name, routine.Version))];

    /// <summary>The method of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public static CalibrationMethod ByName(string name) => Named.FirstOrDefault(method => method.Name == name)
        ?? throw new ArgumentException($"\"{name}\" is no calibration method; choose one of {string.Join(", ", Named.Select(m => m.Name))}.", nameof(name));
}
