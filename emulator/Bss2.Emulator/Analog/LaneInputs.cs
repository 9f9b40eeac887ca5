namespace Bss2.Emulator.Analog;

/// <summary>A pulse that moves lines, with its charges.</summary>
/// <param name="Cycle">When.</param>
/// <param name="Charge">How much, by lane.</param>
/// <param name="NoiseKey">Key of the charge noise; null without noise.</param>
internal readonly record struct ActingPulse(long Cycle, LineCharge Charge, uint? NoiseKey);

/// <summary>What happens to groups of lanes in a stretch, sorted by group: pulses of their half of the chip, resets of their neurons.</summary>
internal sealed class LaneInputs(AnalogConfiguration configuration, CircuitDerivation derivation, TemporalNoise noise)
{
    /// <summary>No further reset.</summary>
    public const int None = -1;

    private readonly PadiEventTable _events = new(configuration, derivation);
    private readonly List<ActingPulse>[] _pulses = [[], []];
    private BackendReset[] _resets = new BackendReset[512];
    private int[] _next = new int[512], _first = [], _last = [];
    private int _count;

    /// <summary>New lanes, or other circuits on them.</summary>
    public void SetLanes(LaneGroups lanes)
    {
        _events.SetLanes(lanes.Neurons);
        (_first, _last) = (new int[lanes.Count], new int[lanes.Count]);
    }

    /// <summary>Charges depend on circuits: forgets them.</summary>
    public void Forget(LaneGroups lanes) => _events.SetLanes(lanes.Neurons);

    /// <summary>Takes what lies in [start, end) of a stretch; resets of neurons without a lane go straight to their state.</summary>
    public void Prepare(in Stretch stretch, long end, LaneGroups lanes, RefractoryState refractory)
    {
        Clear();
        foreach (PadiPulse pulse in stretch.Pulses)
        {
            if (pulse.Cycle < end && (stretch.Hemisphere ?? pulse.Hemisphere) == pulse.Hemisphere && _events.Find(pulse, pulse.Cycle) is { } charge)
            {
                uint? key = noise.Enabled ? noise.ChargeKey(pulse.Cycle - refractory.SyncCycle, 4 * pulse.Hemisphere + pulse.Bus) : null;
                _pulses[pulse.Hemisphere].Add(new(pulse.Cycle, charge, key));
            }
        }
        foreach (BackendReset reset in stretch.Resets)
        {
            if (reset.Cycle >= end)
            {
                break;
            }
            int lane = lanes.LaneOf(reset.Neuron);
            if (lane != LaneGroups.None)
            {
                Append(lane / LaneGroups.Width, reset);
            }
            else
            {
                refractory.Begin(reset.Neuron, Math.Max(reset.Cycle, stretch.Start), reset.ReleaseCycle, reset.CountsCycle);
            }
        }
    }

    /// <summary>Nothing happens.</summary>
    public void Clear()
    {
        _pulses[0].Clear();
        _pulses[1].Clear();
        Array.Fill(_first, None);
        _count = 0;
    }

    /// <summary>Pulses of a half, by cycle.</summary>
    public ReadOnlySpan<ActingPulse> Pulses(int hemisphere) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pulses[hemisphere]);

    /// <summary>First reset of a group, or <see cref="None"/>.</summary>
    public int FirstReset(int group) => _first[group];

    /// <summary>The group's reset after one, or <see cref="None"/>.</summary>
    public int NextReset(int reset) => _next[reset];

    /// <summary>A reset.</summary>
    public ref readonly BackendReset Reset(int reset) => ref _resets[reset];

    private void Append(int group, in BackendReset reset)
    {
        if (_count == _resets.Length)
        {
            Array.Resize(ref _resets, 2 * _count);
            Array.Resize(ref _next, 2 * _count);
        }
        (_resets[_count], _next[_count]) = (reset, None);
        if (_first[group] == None)
        {
            _first[group] = _count;
        }
        else
        {
            _next[_last[group]] = _count;
        }
        _last[group] = _count++;
    }
}
