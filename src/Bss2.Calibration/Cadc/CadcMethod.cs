using Bss2.Calibration.Routines;

namespace Bss2.Calibration.Cadc;

/// <summary>What the routines of the converter method share.</summary>
internal static class CadcMethod
{
    /// <summary>The routines, in their order.</summary>
    public static IReadOnlyList<ICalibrationRoutine> Routines { get; } = [new ConverterRoutine("converters")];
}
