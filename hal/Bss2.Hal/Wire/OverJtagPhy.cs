namespace Bss2.Hal.Wire;

/// <summary>Turns register writes into writes of the JTAG PHY register with the same number.</summary>
/// <param name="target">Receives the JTAG messages.</param>
/// <remarks>Source: fisch vx/jtag; register-map 13: instruction 0x40 + 8 · number + 4, 22 bits. It cannot be read.</remarks>
public sealed class OverJtagPhy(IInstructionSink target) : IInstructionSink
{
    private const int PhyInstruction = 0x44, NumberShift = 3, NumberMask = 0x7, Bits = 22;

    private int _number;

    /// <inheritdoc/>
    public void Append(ulong message)
    {
        if ((int)(message >> 56) == ToFpga.OmnibusAddressHeader)
        {
            _number = (int)message & NumberMask;
            return;
        }
        target.Append(ToFpga.JtagIns(PhyInstruction | _number << NumberShift));
        target.Append(ToFpga.JtagData((uint)message, Bits, keepResponse: false));
    }
}
