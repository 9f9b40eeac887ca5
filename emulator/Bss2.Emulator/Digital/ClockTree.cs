namespace Bss2.Emulator.Digital;

/// <summary>The two ADPLLs and the block that hands their clocks out: registers, lock, frequencies.</summary>
/// <remarks>
/// Register-map 11 for words and frequencies. Not published, so chosen: an ADPLL runs once it is enabled with its external configuration
/// and a reachable frequency, and locks <see cref="LockCycles"/> later; a changed word makes it lock anew; a bypassed output carries the
/// reference clock. All cycles are FPGA cycles of 8 ns.
/// </remarks>
internal sealed class ClockTree
{
    /// <summary>Registers: two words per ADPLL, clock outputs, self-test.</summary>
    public const int Registers = 6;

    /// <summary>
    /// Lock time: 40 µs, assumption; bring-up gives 100 µs for it and the PHYs. Longer than the JTAG writes that follow, so that a bring-up
    /// without that wait fails.
    /// </summary>
    public const long LockCycles = 5000;

    /// <summary>Never.</summary>
    public const long Never = long.MaxValue;

    private const int Adplls = 2, OutputBlock = 4, SelfTest = 5;

    // 50 MHz: haldls constants. The oscillator's reach is an assumption around the 1 GHz that it is used at.
    private const double ReferenceHz = 50e6, LowestDcoHz = 200e6, HighestDcoHz = 2e9;

    private static readonly string[] s_outputNames = ["serdes", "PHY reference", "core", "MADC"];

    private readonly uint[] _words = new uint[Registers];
    private readonly long[] _locked = [Never, Never];
    private long _selfTestStart;

    /// <summary>Back to what a reset leaves: nothing configured, no clock.</summary>
    public void Reset()
    {
        Array.Clear(_words);
        Array.Fill(_locked, Never);
    }

    public uint Read(int register) => _words[register];

    public void Write(int register, uint value, long cycle)
    {
        bool changed = _words[register] != value;
        _words[register] = value;
        if (register < 2 * Adplls && changed)
        {
            int pll = register / 2;
            _locked[pll] = DcoHz(pll) > 0 ? cycle + LockCycles : Never;
        }
        else if (register == SelfTest && changed)
        {
            _selfTestStart = cycle;
        }
    }

    /// <summary>Cycle from which an output carries a clock; <see cref="Never"/> if it does not.</summary>
    public long RunsFrom(ClockOutput output)
    {
        uint bits = OutputBits(output);
        return (bits & 1) == 0 ? Never : (bits & 2) != 0 ? 0 : OutputHz(output) > 0 ? _locked[bits >> 2 & 1] : Never;
    }

    /// <summary>Frequency that an output has at a cycle, Hz; 0 without one.</summary>
    public double HzAt(ClockOutput output, long cycle) => RunsFrom(output) <= cycle ? OutputHz(output) : 0;

    /// <summary>Frequency of an output once it runs, Hz; 0 without one.</summary>
    public double OutputHz(ClockOutput output)
    {
        uint bits = OutputBits(output);
        if ((bits & 1) == 0)
        {
            return 0;
        }
        if ((bits & 2) != 0)
        {
            return ReferenceHz;
        }
        int pll = (int)(bits >> 2 & 1);
        uint word = _words[2 * pll];
        uint divider = (bits >> 3 & 3) switch
        {
            0 => P1(word) * (word >> 15 & 0x1F),
            1 => P1(word) * (word >> 20 & 0x1F),
            2 => (word >> 29 & 3) + 1,
            _ => 0,
        };
        return divider == 0 || ClockOutputOff(pll) ? 0 : DcoHz(pll) / divider;
    }

    /// <summary>Why an output carries no clock at a cycle; null if it does.</summary>
    public string? Missing(ClockOutput output, long cycle)
    {
        string name = s_outputNames[(int)output];
        uint bits = OutputBits(output);
        int pll = (int)(bits >> 2 & 1);
        if (RunsFrom(output) <= cycle)
        {
            return null;
        }
        return (bits & 1) == 0 ? $"PLL clock output \"{name}\" is not enabled (PLLClockOutputBlock)"
            : DcoHz(pll) == 0 ? $"no PLL clock \"{name}\": ADPLL {pll} is not configured or out of reach"
            : ClockOutputOff(pll) ? $"no PLL clock \"{name}\": ADPLL {pll} has its output off"
            : OutputHz(output) == 0 ? $"no PLL clock \"{name}\": a divider of ADPLL {pll} is 0"
            : $"no PLL clock \"{name}\": ADPLL {pll} has not locked yet";
    }

    /// <summary>
    /// The self-test's status: the selected output counted over 2^pre_scaler_p periods of the reference, compared with check_value within
    /// check_range (the counting rule is an assumption; fields: haldls pll.cpp).
    /// </summary>
    public uint SelfTestStatus(long cycle)
    {
        uint word = _words[SelfTest];
        if ((word & 1) == 0)
        {
            return 0;
        }
        var output = (ClockOutput)(word >> 5 & 3);
        double periods = 1u << (int)(word >> 1 & 0xF);
        long counted = RunsFrom(output) <= cycle ? (long)(OutputHz(output) / ReferenceHz * periods) & 0xF_FFFF : 0;
        bool finished = (cycle - _selfTestStart) * 8e-9 >= periods / ReferenceHz;
        bool success = finished && Math.Abs(counted - (word >> 12)) <= (word >> 8 & 0xF);
        return (uint)counted | (finished ? 1u << 20 : 0) | (success ? 1u << 21 : 0);
    }

    private uint OutputBits(ClockOutput output) => _words[OutputBlock] >> (8 * (int)output) & 0x1F;

    private bool ClockOutputOff(int pll) => (_words[2 * pll + 1] >> 24 & 1) != 0;

    private static uint P1(uint word) => (word >> 27 & 3) + 1;

    // f_dco = f_ref · pre_div_p0 · loop_div_n, if enabled with its external configuration.
    private double DcoHz(int pll)
    {
        uint settings = _words[2 * pll], control = _words[2 * pll + 1];
        double hz = ReferenceHz * ((settings >> 25 & 3) + 1) * (settings >> 10 & 0x1F);
        return control >> 30 == 3 && hz is >= LowestDcoHz and <= HighestDcoHz ? hz : 0;
    }
}
