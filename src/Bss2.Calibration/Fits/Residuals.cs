namespace Bss2.Calibration.Fits;

/// <summary>Weighted differences between measured and computed values.</summary>
/// <param name="parameters">Parameters of the model.</param>
/// <param name="residuals">Receives the differences.</param>
/// <returns>False if the model has no value there.</returns>
internal delegate bool Residuals(double[] parameters, double[] residuals);
