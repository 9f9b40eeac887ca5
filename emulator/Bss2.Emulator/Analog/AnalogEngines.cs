namespace Bss2.Emulator.Analog;

/// <summary>Chooses the engine that the options name.</summary>
internal static class AnalogEngines
{
    public static IAnalogEngine Create(EmulatorOptions options, AnalogConfiguration configuration) =>
        throw new NotSupportedException($"{options.Engine} {configuration.CircuitVersion}");
}
