namespace Bss2.Emulator.Board;

/// <summary>
/// A device whose first written byte points to a register, most significant byte first; later bytes go there. A read starts at the top of
/// the register that was pointed to last.
/// </summary>
/// <param name="bytes">Bytes of a register.</param>
/// <param name="read">Value of a register at a cycle.</param>
/// <param name="write">Takes a complete register.</param>
/// <param name="pointed">Whether there is a pointer byte.</param>
internal sealed class RegisterDevice(int bytes, Func<byte, long, uint> read, Action<byte, uint, long> write, bool pointed = true)
    : IBoardDevice
{
    private byte _pointer;
    private bool _expectsPointer = true;
    private int _taken, _given;
    private uint _value;

    public void Start() => (_expectsPointer, _taken, _given, _value) = (pointed, 0, 0, 0);

    public void Write(byte value, long cycle)
    {
        if (_expectsPointer)
        {
            (_pointer, _expectsPointer) = (value, false);
            return;
        }
        _value = _value << 8 | value;
        if (++_taken == bytes)
        {
            write(_pointer, _value, cycle);
            (_taken, _value) = (0, 0);
        }
    }

    public byte Read(long cycle)
    {
        if (_given == 0)
        {
            _value = read(_pointer, cycle);
        }
        byte result = (byte)(_value >> 8 * (bytes - 1 - _given));
        _given = (_given + 1) % bytes;
        return result;
    }
}
