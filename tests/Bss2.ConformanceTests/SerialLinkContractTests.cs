using Bss2.Emulator.Wire;
using Bss2.Links.Serial;

namespace Bss2.ConformanceTests;

/// <summary>The emulator behind a serial port: a pseudo-terminal.</summary>
public sealed class SerialLinkContractTests : LinkContract
{
    private protected override async Task<LinkRig> CreateAsync(CancellationToken token)
    {
        Assert.SkipUnless(PseudoTerminal.IsSupported, "no pseudo-terminals on this system");
        var terminal = PseudoTerminal.Open();
        var farEnd = new SerialFarEnd(new EmulatedBoard(new(), _ => { }), terminal);
        var options = new SerialLinkOptions { Times = Patient.Times, Silence = TimeSpan.FromMinutes(1) };
        return new(await SerialLink.ConnectAsync(terminal.Name, options, TimeProvider.System, token), farEnd);
    }
}
