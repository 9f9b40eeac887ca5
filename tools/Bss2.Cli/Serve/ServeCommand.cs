using System.CommandLine;
using System.Net;
using Bss2.Cli.Chips;
using Bss2.Emulator.Wire;

namespace Bss2.Cli.Serve;

/// <summary>bss2 serve: the emulator as a board that other programs connect to.</summary>
internal static class ServeCommand
{
    private const int FpgaDataPort = 1234, FpgaResetPort = 45054;

    public static Command Create()
    {
        var emulation = new EmulationOptions();
        Option<int?> udp = Port("--udp", "UDP port for data, as an FPGA has (0: any free one)");
        Option<int?> reset = Port("--reset-port", $"UDP port for resets (default {FpgaResetPort})");
        Option<int?> tcp = Port("--tcp", "TCP port (0: any free one)");
        var pty = new Option<bool>("--pty") { Description = "a pseudo-terminal, as a serial port (Linux and macOS); its name is printed" };
        pty.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && !PseudoTerminal.IsSupported)
            {
                result.AddError("--pty: pseudo-terminals exist on Linux and macOS only; use --tcp or --udp.");
            }
        });
        var bind = new Option<string>("--bind") { DefaultValueFactory = _ => "127.0.0.1", Description = "address to listen on; anybody who reaches it owns the chip" };
        bind.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError($"--bind {result.GetValueOrDefault<string>()}: give an address of this machine, for instance 0.0.0.0 for all of them.");
            }
        });
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "of the temporal noise; the client's --seed in a run without a server" };
        var json = new Option<bool>("--json") { Description = "the endpoints as one JSON object on stdout, all else on stderr" };
        var command = new Command("serve", "Serve the emulator as a board. Example: bss2 serve --udp 1234 --tcp 7000 --die 3")
        {
            udp, reset, tcp, pty, bind, seed, json,
        };
        foreach (Option option in emulation.All)
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetResult(reset) is { Implicit: false } && result.GetResult(udp) is not { Implicit: false })
            {
                result.AddError("--reset-port goes with --udp; give that too.");
            }
        });
        command.SetAction((parsed, token) =>
        {
            ChipSettings chip = emulation.Apply(parsed, new ChipSettings());
            if (chip.Faults?.Link is not null)
            {
                throw new ArgumentException($"The fault plan {chip.Faults.Name} spoils a link; the host's side does that, both ways: give it to the "
                    + "command that connects, and serve only what is broken in the chip.");
            }
            bool any = parsed.GetValue(udp) is not null || parsed.GetValue(tcp) is not null || parsed.GetValue(pty);
            var server = new Server(chip.Emulated(parsed.GetValue(seed)), IPAddress.Parse(parsed.GetValue(bind)!))
            {
                UdpPort = any ? parsed.GetValue(udp) : FpgaDataPort,
                ResetPort = parsed.GetValue(reset) ?? (parsed.GetValue(udp) == 0 ? 0 : FpgaResetPort),
                TcpPort = parsed.GetValue(tcp),
                Serial = parsed.GetValue(pty),
            };
            return server.RunAsync(parsed.GetValue(json), token);
        });
        return command;
    }

    private static Option<int?> Port(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } port and (< 0 or > 65535))
            {
                result.AddError($"{name} {port}: give a port from 0 to 65535.");
            }
        });
        return option;
    }
}
