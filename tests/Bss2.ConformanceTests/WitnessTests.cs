using System.Net;
using Bss2.Emulator.Wire;

namespace Bss2.ConformanceTests;

/// <summary>A client that shares no code with either side finds what the protocol's description promises.</summary>
public sealed class WitnessTests
{
    [Fact]
    public void An_independent_client_finds_the_wire_as_described()
    {
        using var farEnd = new UdpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0));
        var log = new StringWriter();
        Witness.Testify(farEnd.EndPoint, farEnd.ResetEndPoint, log);
        Assert.Contains("emulator: true", log.ToString(), StringComparison.Ordinal);
    }
}
