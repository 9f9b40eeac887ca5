using Bss2.Calibration.Fits;

namespace Bss2.Calibration.Spikes;

/// <summary>What rise times of a circuit said.</summary>
/// <param name="Model">The membrane, or null if the times do not fit one.</param>
/// <param name="Next">Where to look next time.</param>
internal readonly record struct RiseReading(RiseModel? Model, RiseModel Next);
