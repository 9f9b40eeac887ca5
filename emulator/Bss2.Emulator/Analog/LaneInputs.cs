namespace Bss2.Emulator.Analog;

/// <summary>A pulse that moves lines, with its charges.</summary>
/// <param name="Cycle">When.</param>
/// <param name="Charge">How much, by lane.</param>
/// <param name="NoiseKey">Key of the charge noise; null without noise.</param>
internal readonly record struct ActingPulse(long Cycle, LineCharge Charge, uint? NoiseKey);

/// <summary>What happens to groups of lanes in a stretch, sorted by group: pulses of their half of the chip, edges of their neurons.</summary>
internal sealed class LaneInputs(AnalogConfiguration configuration, CircuitDerivation derivation, TemporalNoise noise)
{
    /// <summary>No further edge.</summary>
    public const int None = -1;

    private readonly PadiEventTable _events = new(configuration, derivation);
    private readonly List<ActingPulse>[] _pulses = [[], []];
    private BackendEdge[] _edges = new BackendEdge[512];
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

    /// <summary>Takes what lies in [start, end) of a stretch; edges of neurons without a lane go straight to their state.</summary>
    public void Prepare(in Stretch stretch, long end, LaneGroups lanes, RefractoryState refractory)
    {
        _pulses[0].Clear();
        _pulses[1].Clear();
        foreach (PadiPulse pulse in stretch.Pulses)
        {
            if (pulse.Cycle < end && (stretch.Hemisphere ?? pulse.Hemisphere) == pulse.Hemisphere && _events.Find(pulse, pulse.Cycle) is { } charge)
            {
                uint? key = noise.Enabled ? noise.ChargeKey(pulse.Cycle - refractory.SyncCycle, 4 * pulse.Hemisphere + pulse.Bus) : null;
                _pulses[pulse.Hemisphere].Add(new(pulse.Cycle, charge, key));
            }
        }
        Array.Fill(_first, None);
        _count = 0;
        foreach (BackendEdge edge in stretch.Edges)
        {
            if (edge.Cycle >= end)
            {
                break;
            }
            int lane = lanes.LaneOf(edge.Neuron);
            if (lane != LaneGroups.None)
            {
                Append(lane / LaneGroups.Width, edge);
            }
            else if (edge.Kind == BackendEdgeKind.ResetBegin)
            {
                refractory.Begin(edge.Neuron, Math.Max(edge.Cycle, stretch.Start), edge.ReleaseCycle, edge.CountsCycle);
            }
            else
            {
                refractory.Retime(edge.Neuron, edge.ReleaseCycle, edge.CountsCycle);
            }
        }
    }

    /// <summary>Pulses of a half, by cycle.</summary>
    public ReadOnlySpan<ActingPulse> Pulses(int hemisphere) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pulses[hemisphere]);

    /// <summary>First edge of a group, or <see cref="None"/>.</summary>
    public int FirstEdge(int group) => _first[group];

    /// <summary>The group's edge after one, or <see cref="None"/>.</summary>
    public int NextEdge(int edge) => _next[edge];

    /// <summary>An edge.</summary>
    public ref readonly BackendEdge Edge(int edge) => ref _edges[edge];

    private void Append(int group, in BackendEdge edge)
    {
        if (_count == _edges.Length)
        {
            Array.Resize(ref _edges, 2 * _count);
            Array.Resize(ref _next, 2 * _count);
        }
        (_edges[_count], _next[_count]) = (edge, None);
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
