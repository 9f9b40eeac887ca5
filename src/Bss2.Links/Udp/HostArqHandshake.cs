using System.Net.Sockets;
using System.Security.Cryptography;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;

namespace Bss2.Links.Udp;

/// <summary>Connecting: reset, comparison of parameters, loopback, bitfile info.</summary>
/// <remarks>Link-and-playback 1.4 and, for the order, 8. One reset frame is sent, never repeated: trying again is up to the caller.</remarks>
internal sealed class HostArqHandshake(
    string endpoint, IDatagrams net, HostArqEngine engine, HandshakeTimes times, MicrosecondClock clock)
{
    private const int DatagramsPerLook = 256;

    private readonly byte[] _datagram = new byte[HostArq.MaximumBytes + 1];

    /// <summary>Waits on the socket by itself; up to seconds.</summary>
    /// <exception cref="LinkException">No answer in time, or a wrong one.</exception>
    public ChipDescription Run(CancellationToken cancellationToken)
    {
        engine.Reset(clock.NowUs);
        engine.Connecting = true;
        try
        {
            net.SendReset();
        }
        catch (SocketException e)
        {
            throw new LinkException(LinkFailure.Unreachable, endpoint,
                $"the system does not send there ({e.SocketErrorCode}: {e.Message}). Check address, route and firewall, and that the board is yours.", e);
        }
        var config = new LinkConfig(endpoint, sizeWords: 0);
        Wait(times.Reset, "answer to the reset. Is the board on, or bss2 serve running, at this address and these ports? The reset or its "
            + "answer may also have been lost: try again", resetPending: true, () =>
        {
            while (engine.TryTakeControl(out int type, out ulong[] words))
            {
                config.Take(words, HostArq.Modulus, HostArq.Window, HostArq.MaximumWords);
            }
            return config.Complete;
        }, cancellationToken);
        ulong word = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        engine.TrySend(HostArq.Loopback, [word], clock.NowUs);
        Wait(times.Echo, "echo of the loopback word: the FPGA took the reset but does not answer. Reset it by hand, or try again",
            resetPending: false, () => TakeEcho(word), cancellationToken);
        engine.Connecting = false;
        return BitfileInfo.Parse(endpoint, config.InfoText).Describe(endpoint);
    }

    private bool TakeEcho(ulong word)
    {
        while (engine.TryTakeControl(out int type, out ulong[] words))
        {
            if (type == HostArq.Loopback)
            {
                return words.AsSpan().SequenceEqual([word]) ? true : throw new LinkException(LinkFailure.Garbage, endpoint,
                    $"the loopback word 0x{word:X16} came back as {words.Length} words beginning with 0x{words[0]:X16}; the path spoils data.");
            }
        }
        return false;
    }

    private void Wait(TimeSpan limit, string missing, bool resetPending, Func<bool> done, CancellationToken cancellationToken)
    {
        long until = clock.NowUs + (long)limit.TotalMicroseconds;
        while (true)
        {
            // Bounded, so that a far end that babbles cannot hold the clock off.
            for (int n = 0; n < DatagramsPerLook && net.TryReceive(_datagram, out int length); n++)
            {
                if (resetPending)
                {
                    engine.ReceiveConfig(_datagram.AsSpan(0, length), clock.NowUs);
                }
                else
                {
                    engine.Receive(_datagram.AsSpan(0, length), clock.NowUs);
                }
            }
            engine.Look(clock.NowUs);
            if (done())
            {
                return;
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (clock.NowUs >= until)
            {
                throw new LinkException(LinkFailure.NoAnswer, endpoint, $"no {missing} (waited {limit.TotalMilliseconds} ms).");
            }
            net.Wait(1);
        }
    }
}
