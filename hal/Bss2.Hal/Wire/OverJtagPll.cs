namespace Bss2.Hal.Wire;

/// <summary>Turns Omnibus writes of PLL registers into writes of the JTAG PLL register with the same index.</summary>
/// <param name="target">Receives the JTAG messages.</param>
/// <remarks>Source: fisch vx/jtag; register-map 13. The register cannot be read this way.</remarks>
public sealed class OverJtagPll(IInstructionSink target) : IInstructionSink
{
    private const int TargetRegister = 3, ShiftRegister = 4, IndexMask = 0x7;

    private int _index;

    /// <inheritdoc/>
    public void Append(ulong message)
    {
        if ((int)(message >> 56) == ToFpga.OmnibusAddressHeader)
        {
            _index = (int)message & IndexMask;
            return;
        }
        target.Append(ToFpga.JtagIns(TargetRegister));
        target.Append(ToFpga.JtagData((ulong)_index, 4, keepResponse: false));
        target.Append(ToFpga.JtagIns(ShiftRegister));
        target.Append(ToFpga.JtagData((uint)message, 32, keepResponse: false));
    }
}
