namespace Bss2.Emulator.Fpga;

/// <summary>The chip's TAP as far as programs use it: identity, bypass, Omnibus; PLL and PHY registers are accepted.</summary>
/// <remarks>Link-and-playback 3.6.</remarks>
internal sealed class JtagPort
{
    private const int IdCode = 1, OmnibusAddress = 5, OmnibusData = 6, OmnibusRequest = 7, Bypass = 127;

    private int _register = IdCode;
    private ulong _address;
    private uint _data;

    public void Init() => _register = IdCode;

    public void Select(int register) => _register = register;

    public ulong Shift(ulong data, int bits, uint id, Func<uint, uint> read, Action<uint, uint> write)
    {
        ulong mask = (1UL << bits) - 1;
        switch (_register)
        {
            case IdCode:
                return id & mask;
            case Bypass:
                return data << 1 & mask;
            case OmnibusAddress:
                _address = data & mask;
                return 0;
            case OmnibusData:
                uint old = _data;
                _data = (uint)data;
                return old & mask;
            case OmnibusRequest:
                if (_address >> 32 != 0)
                {
                    _data = read((uint)_address);
                }
                else
                {
                    write((uint)_address, _data);
                }
                return 0;
            default:
                return 0;
        }
    }
}
