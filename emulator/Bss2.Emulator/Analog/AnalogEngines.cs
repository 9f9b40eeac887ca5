namespace Bss2.Emulator.Analog;

/// <summary>Chooses the engine that the options name.</summary>
internal static class AnalogEngines
{
    public static IAnalogEngine Create(EmulatorOptions options, AnalogConfiguration configuration) =>
        options.Engine == EngineKind.Reference
        ? new ReferenceEngine(options, configuration, CircuitKinds.All) : new CompositeEngine(options, configuration);
}
