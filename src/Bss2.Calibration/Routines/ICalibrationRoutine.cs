namespace Bss2.Calibration.Routines;

/// <summary>One restartable step that brings circuits to target and reports parameter, residual and convergence per circuit.</summary>
public interface ICalibrationRoutine
{
    /// <summary>Name, for progress, reports and files.</summary>
    string Name { get; }

    /// <summary>Changes whenever the same chip may come out differently.</summary>
    int Version { get; }

    /// <summary>Runs from the state that earlier routines left; the chip may be in any condition and is configured anew.</summary>
    /// <param name="state">What is known and set so far.</param>
    /// <param name="context">Bench, aims and progress.</param>
    /// <param name="cancellationToken">Stops between measurements; run the routine again from the same state to the same result.</param>
    /// <exception cref="Bss2.Hal.HalException">The chip or the link failed.</exception>
    ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken);
}
