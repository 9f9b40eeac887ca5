using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>The chip's JTAG port: identity, bypass, PLL and PHY registers, Omnibus; one operation after the other, each in its time.</summary>
/// <remarks>
/// Link-and-playback 3.6, register-map 13. Choices: a bit takes divider + 2 FPGA cycles, the divider is 255 at power-on; the port is
/// undefined until its first Init and answers 0 until then; it works while the chip's reset is held. An Omnibus request without the core
/// clock does nothing, so that a read gives back what was last shifted in.
/// </remarks>
internal sealed class JtagPort(HighSpeedLinks links, OmnibusUnit omnibus)
{
    private const uint Identity = 0x3485_80AF;
    private const int IdCode = 1, PllTarget = 3, PllShift = 4, OmnibusAddress = 5, OmnibusData = 6, OmnibusRequest = 7, Bypass = 127,
        PhyMask = 0x47, PhyRegister = 0x44;

    private const int PowerOnDivider = 255, DividerOffset = 2, InitBits = 5, SelectBits = 7;

    private readonly Queue<JtagOperation> _operations = new();
    private readonly Queue<(long Due, ulong Value)> _answers = new();
    private int _divider = PowerOnDivider, _register = IdCode, _pll;
    private bool _defined;
    private ulong _address;
    private uint _data;

    /// <summary>Cycle from which nothing is under way.</summary>
    public long IdleFrom { get; private set; }

    /// <summary>Cycle at which the next operation acts.</summary>
    public long NextDue => _operations.TryPeek(out JtagOperation next) ? next.Due : ClockTree.Never;

    /// <summary>Answers for the host.</summary>
    public Queue<(long Due, ulong Value)> Answers => _answers;

    public void SetDivider(int divider) => _divider = divider;

    public void Init(long position, long cycle) => Enqueue(JtagAction.Init, 0, InitBits, false, position, cycle);

    public void Select(int register, long position, long cycle) =>
        Enqueue(JtagAction.Select, (uint)register, SelectBits, false, position, cycle);

    public void Shift(ulong data, int bits, bool keep, long position, long cycle) =>
        Enqueue(JtagAction.Shift, data, bits, keep, position, cycle);

    /// <summary>Does the next operation.</summary>
    public void Act()
    {
        JtagOperation operation = _operations.Dequeue();
        switch (operation.Action)
        {
            case JtagAction.Init:
                (_defined, _register) = (true, IdCode);
                return;
            case JtagAction.Select:
                _register = (int)operation.Value;
                return;
        }
        if (!_defined)
        {
            omnibus.Note(operation.Position, "JTAG was used before its first reset (ResetJTAGTap), so that what was shifted in is lost");
        }
        ulong mask = (1UL << operation.Bits) - 1, answer = _defined ? Shifted(operation, operation.Value & mask) & mask : 0;
        if (operation.Keep)
        {
            _answers.Enqueue((operation.Due, answer));
        }
    }

    /// <summary>Forgets what is under way.</summary>
    public void Abort() => _operations.Clear();

    /// <summary>Forgets what is under way and what the host still has to get.</summary>
    public void Drop()
    {
        _operations.Clear();
        _answers.Clear();
    }

    private void Enqueue(JtagAction action, ulong value, int bits, bool keep, long position, long cycle)
    {
        IdleFrom = Math.Max(IdleFrom, cycle) + bits * (long)(_divider + DividerOffset);
        _operations.Enqueue(new(IdleFrom, position, action, value, bits, keep));
    }

    private ulong Shifted(in JtagOperation operation, ulong data)
    {
        switch (_register)
        {
            case IdCode:
                return Identity;
            case Bypass:
                return data << 1;
            case PllTarget:
                _pll = (int)(data & 7);
                return 0;
            case PllShift:
                WritePll((uint)data, operation);
                return 0;
            case OmnibusAddress:
                _address = data;
                return 0;
            case OmnibusData:
                uint old = _data;
                _data = (uint)data;
                return old;
            case OmnibusRequest:
                Request(operation);
                return 0;
            case int register when (register & PhyMask) == PhyRegister:
                // Numbered backwards: register-map 0.11.
                int phy = HighSpeedLinks.Count - 1 - (register >> 3 & 7);
                uint before = links[phy].ChipConfig;
                if (!InReset(operation))
                {
                    omnibus.Examine(IgnoredFields.ChipPhyBlock, phy, (uint)data);
                    links.ConfigureChip(phy, (uint)data, operation.Due);
                }
                return before;
            default:
                return 0;
        }
    }

    private void WritePll(uint value, in JtagOperation operation)
    {
        if (!InReset(operation) && _pll < ClockTree.Registers)
        {
            omnibus.Examine("PLL", _pll, value);
            omnibus.RunChip(operation.Due);
            links.WriteClock(_pll, value, operation.Due);
        }
    }

    private bool InReset(in JtagOperation operation)
    {
        if (links.ResetHeld)
        {
            omnibus.Note(operation.Position, "a PLL or PHY setting came over JTAG while the chip's reset is held (ResetChip) and was lost");
        }
        return links.ResetHeld;
    }

    private void Request(in JtagOperation operation)
    {
        if (links.MissingOverJtag(operation.Due) is { } missing)
        {
            omnibus.Note(operation.Position, $"chip Omnibus does not answer JTAG: {missing}");
            return;
        }
        if (_address >> 32 != 0)
        {
            _data = omnibus.Read((uint)_address, operation.Due, operation.Position);
        }
        else
        {
            omnibus.Write((uint)_address, _data, 0xF, operation.Due, operation.Position);
        }
    }
}
