using Bss2.Spikes;

namespace Bss2.Links.Faults;

/// <summary>What becomes of one connection: both directions end together when one of them is cut.</summary>
internal sealed class ConnectionFate
{
    private readonly FaultSource _source;
    private volatile bool _cut;

    public ConnectionFate(FaultSource source)
    {
        SeedTree dice = source.NextConnection();
        _source = source;
        (Out, In) = (new(this, source.Faults.ToFpga, dice.Child(0)), new(this, source.Faults.FromFpga, dice.Child(1)));
    }

    /// <summary>From this side to the far end.</summary>
    public Direction Out { get; }

    /// <summary>From the far end to this side.</summary>
    public Direction In { get; }

    /// <summary>Whether nothing passes any more.</summary>
    public bool IsCut => _cut;

    /// <summary>One direction; not for two threads.</summary>
    internal sealed class Direction(ConnectionFate connection, LinkFaultRates rates, SeedTree dice)
    {
        private long _units;
        private SeedTree _now;

        public LinkFaultRates Rates => rates;

        /// <summary>Another datagram, byte, write or read passes; false if the connection is cut.</summary>
        public bool Next(bool counts = true)
        {
            if (!connection._cut && counts && rates.CutAfter is { } last && _units >= last && connection._source.TakeCut())
            {
                connection._cut = true;
            }
            _now = dice.Child((ulong)_units++);
            return !connection._cut;
        }

        /// <summary>Whether something happens to it.</summary>
        /// <param name="kind">Which kind of fault.</param>
        /// <param name="probability">How likely.</param>
        public bool Happens(LinkFaultKind kind, double probability) => probability > 0 && _now.Uniform((ulong)kind) < probability;

        /// <summary>A number from 0 on that says how.</summary>
        public int Which(LinkFaultKind kind, int count) => _now.Child((ulong)kind).Integer(0, count);
    }
}
