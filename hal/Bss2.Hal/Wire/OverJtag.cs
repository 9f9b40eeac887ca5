namespace Bss2.Hal.Wire;

/// <summary>Turns Omnibus accesses to the chip into the JTAG sequences that reach it without the high-speed links.</summary>
/// <param name="target">Receives the JTAG messages.</param>
/// <remarks>Source: fisch vx/jtag; register-map 13. A read answers with one jtag_data instead of one omnibus_data.</remarks>
public sealed class OverJtag(IInstructionSink target) : IInstructionSink
{
    private const int AddressRegister = 5, DataRegister = 6, RequestRegister = 7;
    private const ulong ReadFlag = 1UL << 32;

    private ulong _address;

    /// <inheritdoc/>
    public void Append(ulong message)
    {
        switch ((int)(message >> 56))
        {
            case ToFpga.OmnibusAddressHeader when (message >> 36 & 1) != 0:
                target.Append(ToFpga.JtagIns(AddressRegister));
                target.Append(ToFpga.JtagData((uint)message | ReadFlag, 33, keepResponse: false));
                target.Append(ToFpga.JtagIns(RequestRegister));
                target.Append(ToFpga.JtagData(0, 3, keepResponse: false));
                target.Append(ToFpga.JtagIns(DataRegister));
                target.Append(ToFpga.JtagData(0, 32, keepResponse: true));
                break;
            case ToFpga.OmnibusAddressHeader:
                _address = (uint)message;
                break;
            case ToFpga.OmnibusDataHeader:
                target.Append(ToFpga.JtagIns(AddressRegister));
                target.Append(ToFpga.JtagData(_address, 33, keepResponse: false));
                target.Append(ToFpga.JtagIns(DataRegister));
                target.Append(ToFpga.JtagData((uint)message, 32, keepResponse: false));
                target.Append(ToFpga.JtagIns(RequestRegister));
                target.Append(ToFpga.JtagData(0, 3, keepResponse: false));
                break;
            default:
                target.Append(message);
                break;
        }
    }
}
