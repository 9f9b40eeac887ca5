using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>What CapMem cells need to follow their codes: a started reference and the refresh of their block.</summary>
/// <remarks>
/// haldls brings the reference generator up with a reset of 8 µs (register-map 15); what happens without it is not published. Assumption:
/// without a reset of at least <see cref="ResetCycles"/> after power-on, while it is in reset, without its internal reference, or with
/// enable_capmem off, a cell is not refreshed and keeps the value that it has.
/// </remarks>
internal sealed class CapMemReference(AnalogConfiguration analog)
{
    /// <summary>Shortest reset that starts the generator, chip cycles: 4 µs, assumption (half of what bring-up gives it).</summary>
    public const long ResetCycles = 1000;

    private const int InternalReferenceBit = 12, ResetBit = 15, EnableCapMemBit = 16, SettingsWord = 6;

    private bool _inReset, _internal, _started;
    private long _resetFrom;

    /// <summary>Why cells do not follow their codes, as far as the generator goes; null if they do.</summary>
    public string? Missing => !_started ? "the reference generator was never reset long enough (ReferenceGeneratorConfig.enable_reset)"
        : _inReset ? "the reference generator is held in reset (ReferenceGeneratorConfig.enable_reset)"
        : _internal ? null : "the internal reference is off (ReferenceGeneratorConfig.enable_internal_reference)";

    private readonly bool[] _enabled = new bool[AnalogConfiguration.CapMemBlocks];

    /// <summary>Chip reset: to be started again.</summary>
    public void Reset(long cycle)
    {
        _started = false;
        Apply(cycle);
    }

    /// <summary>Writes the generator's first word.</summary>
    public void WriteGenerator(uint word, long cycle)
    {
        bool reset = (word >> ResetBit & 1) != 0;
        if (reset && !_inReset)
        {
            _resetFrom = cycle;
        }
        _started |= _inReset && !reset && cycle - _resetFrom >= ResetCycles;
        (_inReset, _internal) = (reset, (word >> InternalReferenceBit & 1) != 0);
        Apply(cycle);
    }

    /// <summary>Writes a word of a block's configuration.</summary>
    public void WriteBlock(int block, int word, uint value, long cycle)
    {
        if (word == SettingsWord)
        {
            _enabled[block] = (value >> EnableCapMemBit & 1) != 0;
            Apply(cycle);
        }
    }

    private void Apply(long cycle)
    {
        for (int block = 0; block < _enabled.Length; block++)
        {
            analog.RefreshCapMem(block, _enabled[block] && Missing is null, cycle);
        }
    }
}
