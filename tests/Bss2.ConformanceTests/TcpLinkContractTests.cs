using System.Net;
using Bss2.Emulator.Wire;
using Bss2.Links.Tcp;

namespace Bss2.ConformanceTests;

/// <summary>The emulator behind a TCP socket.</summary>
public sealed class TcpLinkContractTests : LinkContract
{
    private protected override async Task<LinkRig> CreateAsync(CancellationToken token)
    {
        var farEnd = new TcpFarEnd(new EmulatedBoard(new(), _ => { }), new(IPAddress.Loopback, 0));
        return new(await TcpLink.ConnectAsync("127.0.0.1", farEnd.EndPoint.Port, Patient.Times, TimeProvider.System, token), farEnd);
    }
}
