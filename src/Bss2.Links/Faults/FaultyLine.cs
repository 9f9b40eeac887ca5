namespace Bss2.Links.Faults;

/// <summary>A serial line with faults: bytes that get lost, doubled or spoilt, pauses, and an end to everything.</summary>
internal sealed class FaultyLine(Stream line, FaultSource source, TimeProvider time) : Stream
{
    private readonly ConnectionFate _fate = new(source);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // Half at most, so that doubled bytes fit.
            int got = await line.ReadAsync(buffer[..Math.Max(1, buffer.Length / 2)], cancellationToken).ConfigureAwait(false);
            if (got == 0)
            {
                return 0;
            }
            byte[] kept = await PassAsync(_fate.In, buffer[..got], cancellationToken).ConfigureAwait(false);
            int count = Math.Min(kept.Length, buffer.Length);
            kept.AsSpan(0, count).CopyTo(buffer.Span);
            if (count > 0)
            {
                return count;
            }
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] kept = await PassAsync(_fate.Out, buffer, cancellationToken).ConfigureAwait(false);
        if (kept.Length > 0)
        {
            await line.WriteAsync(kept, cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<byte[]> PassAsync(ConnectionFate.Direction direction, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!direction.Next())
        {
            return [];
        }
        if (direction.Happens(LinkFaultKind.Delay, direction.Rates.Delay))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(direction.Rates.DelayMs), time, cancellationToken).ConfigureAwait(false);
        }
        return Spoil(direction, bytes.Span);
    }

    private static byte[] Spoil(ConnectionFate.Direction direction, ReadOnlySpan<byte> bytes)
    {
        LinkFaultRates rates = direction.Rates;
        if (rates is { Drop: 0, Flip: 0, Duplicate: 0 })
        {
            return bytes.ToArray();
        }
        List<byte> kept = new(bytes.Length + 8);
        foreach (byte value in bytes)
        {
            direction.Next(counts: false);
            if (direction.Happens(LinkFaultKind.Drop, rates.Drop))
            {
                continue;
            }
            kept.Add(direction.Happens(LinkFaultKind.Flip, rates.Flip) ? (byte)(value ^ 1 << direction.Which(LinkFaultKind.Flip, 8)) : value);
            if (direction.Happens(LinkFaultKind.Duplicate, rates.Duplicate))
            {
                kept.Add(value);
            }
        }
        return [.. kept];
    }
}
