using System.Net;
using Bss2.Emulator.Wire;
using Bss2.Links.Udp;

namespace Bss2.ConformanceTests;

/// <summary>The emulator behind an FPGA's two UDP ports.</summary>
public sealed class UdpLinkContractTests : LinkContract
{
    private protected override async Task<LinkRig> CreateAsync(CancellationToken token)
    {
        var farEnd = new UdpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0));
        var options = new UdpLinkOptions
        {
            DataPort = farEnd.EndPoint.Port, ResetPort = farEnd.ResetEndPoint.Port, Times = Patient.Times, Silence = TimeSpan.FromMinutes(1),
        };
        return new(await UdpLink.ConnectAsync("127.0.0.1", options, TimeProvider.System, token), farEnd);
    }
}
