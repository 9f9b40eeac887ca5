using Bss2.Emulator.Analog;
using D = Bss2.Emulator.Board.BoardDefaults;

namespace Bss2.Emulator.Board;

/// <summary>The six supplies: switches, trims, and what the chip draws from them (analog-core 7).</summary>
internal sealed class BoardSupplies
{
    private readonly Die _die;
    private readonly Func<BoardActivity> _activity;
    private readonly int[] _dacCodes = new int[8];
    private readonly bool[] _dacSet = new bool[8];
    private readonly double[] _wiperTrims = new double[D.Rails];
    private uint _shift = 0xFF_FFFF;
    private byte _expander;

    public BoardSupplies(int? die, Func<BoardActivity> activity) =>
        (_die, _activity) = (Die.Of(die), activity);

    /// <summary>What the shift register holds.</summary>
    public void WriteShiftRegister(uint word) => _shift = word;

    /// <summary>Levels that the expander drives; a 1 disables.</summary>
    public void WriteExpander(byte levels) => _expander = levels;

    /// <summary>A channel of the supply DAC takes over a code.</summary>
    public void WriteDac(int channel, int code) => (_dacCodes[channel], _dacSet[channel]) = (code, true);

    /// <summary>A potentiometer wiper moves.</summary>
    public void WriteWiper(int wiper, int code) =>
        _wiperTrims[D.WiperRail[wiper]] = D.TrimOfRange * (code - D.WiperCode[wiper]) / D.WiperRange;

    /// <summary>Whether a supply is on.</summary>
    public bool IsOn(int rail) => (_shift >> D.ShiftBit[rail] & 1) != 0 && (_expander >> D.ExpanderBit[rail] & 1) == 0
        && (_expander >> D.ExpanderPowerBit & 1) == 0;

    /// <summary>Volts of a rail: a DAC channel or wiper that was never set leaves the regulator at its own (assumption).</summary>
    public double Volts(int rail)
    {
        if (!IsOn(rail))
        {
            return 0;
        }
        int channel = D.DacChannel[rail];
        double trim = _dacSet[channel] ? D.TrimOfRange * (_dacCodes[channel] - D.DacCode[rail]) / D.DacRange : 0;
        return D.Volts[rail] * (1 + trim + _wiperTrims[rail]);
    }

    /// <summary>Joule that the activity so far has taken from a rail, at nominal volts.</summary>
    public double ActivityJoule(int rail)
    {
        BoardActivity activity = _activity();
        return rail switch
        {
            0 => activity.Packets * D.SpikePacketJoule,
            2 => activity.SynapticEvents * D.SynapticEventJoule,
            4 => activity.MadcSeconds * D.MadcSamplingWatts,
            _ => 0,
        };
    }

    /// <summary>Watts of a rail for a mean activity power; they go with the square of the voltage.</summary>
    public double Watts(int rail, double activityWatts)
    {
        double ratio = Volts(rail) / D.Volts[rail];
        return (D.RestWatts[rail] * _die.Gain(DieParameter.RailPower, rail, D.Spread) + activityWatts) * ratio * ratio;
    }

    /// <summary>Offset of a rail's shunt converter, volts.</summary>
    public double ShuntOffset(int rail) => D.ShuntOffsetVolts * _die.Normal(DieParameter.ShuntOffset, rail);
}
