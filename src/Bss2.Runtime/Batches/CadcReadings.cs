using Bss2.Hal.Playback;

namespace Bss2.Runtime.Batches;

/// <summary>The readings of one window, appended in the gaps that input spikes leave: spikes go out when they would have gone anyway.</summary>
internal sealed class CadcReadings(CadcSweep sweep)
{
    private int _reading, _word;
    private uint _begin, _converted;

    /// <summary>Whether all are appended.</summary>
    public bool AreComplete => _reading == sweep.Readings;

    /// <summary>A window begins.</summary>
    /// <param name="begin">Timer at which an input of time 0 goes out.</param>
    public void Begin(uint begin)
    {
        // An input reaches the chip half the latency later: that is time 0 there.
        (_begin, _reading, _word) = (begin + BatchTiming.LatencyCycles / 2, 0, 0);
    }

    /// <summary>Appends what can go out before a cycle.</summary>
    /// <param name="builder">Takes the reads.</param>
    /// <param name="now">First free cycle.</param>
    /// <param name="until">A cycle that must be free.</param>
    /// <returns>First free cycle afterwards, at most <paramref name="until"/>, or <paramref name="now"/> if that is later.</returns>
    public uint Fill(PlaybackProgramBuilder builder, uint now, uint until)
    {
        while (!AreComplete)
        {
            uint due = _word == 0 ? _begin + (uint)_reading * sweep.Interval : _word < sweep.Triggers ? now : _converted;
            uint at = Math.Max(now, due);
            if (at >= until)
            {
                break;
            }
            if (due > now)
            {
                // A wait takes a cycle, too.
                builder.WaitUntil(due - 1);
            }
            builder.Append(sweep.Read(_word));
            if (_word < sweep.Triggers)
            {
                _converted = at + CadcSweep.ConversionCycles;
            }
            _word++;
            if (_word == sweep.Words)
            {
                (_word, _reading) = (0, _reading + 1);
            }
            now = at + 1;
        }
        return now;
    }
}
