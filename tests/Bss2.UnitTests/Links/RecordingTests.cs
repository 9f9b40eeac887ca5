using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Recording;
using Bss2.Spikes;

namespace Bss2.UnitTests.Links;

/// <summary>What was recorded is replayed word for word, any damage is noticed, and the first difference is named with its place.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ulong Halt => ToFpga.Loopback(tick: false);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Words_come_back_as_they_were_over_several_connections_and_blocks()
    {
        ulong[][] sent = [Words(1, 200_000), Words(2, 3)], answers = [Words(3, 150_000), Words(4, 70_000)];
        await RecordAsync(sent, answers);
        using var replay = new Replay(_path);
        for (int c = 0; c < sent.Length; c++)
        {
            await using IChipLink link = replay.Connect();
            Assert.Equal(("recording of a chip", "id", true, 1 << 20), (link.Chip.Name, link.Chip.Identity, link.Chip.IsEmulated, link.MaxProgramWords));
            // In other pieces than recorded.
            for (int at = 0; at < sent[c].Length; at += 999)
            {
                await link.SendAsync(sent[c].AsMemory(at, Math.Min(999, sent[c].Length - at)), Token);
            }
            var got = new List<ulong>();
            var buffer = new ulong[1234];
            while (got.Count < answers[c].Length)
            {
                got.AddRange(buffer.AsSpan(0, await link.ReceiveAsync(buffer, Token)));
            }
            Assert.Equal(answers[c], got);
        }
        LinkException e = Assert.Throws<LinkException>(() => replay.Connect());
        Assert.Contains("more often than the 2 times", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_difference_is_named_with_its_place_in_the_program()
    {
        ulong write = ToFpga.OmnibusAddress(0x8000_0001, read: false);
        await RecordAsync([[Halt, write, ToFpga.OmnibusData(5), Halt]], [[1, 2]]);
        using var replay = new Replay(_path);
        await using IChipLink link = replay.Connect();
        await link.SendAsync(new[] { Halt, write }, Token);
        LinkException e = await Assert.ThrowsAsync<LinkException>(async () => await link.SendAsync(new[] { ToFpga.OmnibusData(6) }, Token));
        Assert.Equal(LinkFailure.Differs, e.Failure);
        Assert.Contains("connection 1, program 2, instruction 1: this run sends omnibus_data 0x00000006", e.Message, StringComparison.Ordinal);
        Assert.Contains("recorded is omnibus_data 0x00000005", e.Message, StringComparison.Ordinal);
        Assert.False(e.MayRecover);
    }

    [Fact]
    public async Task A_run_that_sends_more_or_expects_more_than_recorded_is_told_so()
    {
        await RecordAsync([[Halt]], [[7]]);
        using var replay = new Replay(_path);
        await using IChipLink link = replay.Connect();
        Assert.Contains("ends before it", (await Assert.ThrowsAsync<LinkException>(async () => await link.SendAsync(new[] { Halt, Halt }, Token))).Message,
            StringComparison.Ordinal);
        using var again = new Replay(_path);
        await using IChipLink second = again.Connect();
        await second.SendAsync(new[] { Halt }, Token);
        Assert.Equal(1, await second.ReceiveAsync(new ulong[5], Token));
        Assert.Contains("no more answers", (await Assert.ThrowsAsync<LinkException>(async () => await second.ReceiveAsync(new ulong[5], Token))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_link_is_replayed_where_it_happened()
    {
        await using (var recorder = new Recorder(_path))
        {
            IChipLink link = recorder.Record(new Scripted([9], fails: true));
            await link.SendAsync(new[] { Halt }, Token);
            Assert.Equal(1, await link.ReceiveAsync(new ulong[5], Token));
            await Assert.ThrowsAsync<LinkException>(async () => await link.ReceiveAsync(new ulong[5], Token));
        }
        using var replay = new Replay(_path);
        await using IChipLink replayed = replay.Connect();
        await replayed.SendAsync(new[] { Halt }, Token);
        Assert.Equal(1, await replayed.ReceiveAsync(new ulong[5], Token));
        LinkException e = await Assert.ThrowsAsync<LinkException>(async () => await replayed.ReceiveAsync(new ulong[5], Token));
        Assert.Equal(LinkFailure.Lost, e.Failure);
        Assert.Contains("the far end is gone", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_byte_is_changed_or_missing_the_recording_is_refused()
    {
        await RecordAsync([Words(1, 40), Words(2, 40)], [Words(3, 40), Words(4, 40)]);
        byte[] good = File.ReadAllBytes(_path);
        Assert.Null(Read(good));
        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << at % 8);
            Assert.NotNull(Read(bad));
            Assert.NotNull(Read(good[..at]));
        }
        // A block that was left out, or two that changed places, have checksums of their own that are right.
        (int second, int third) = (EndOfBlock(good, EndOfBlock(good, RecordingFormat.PreambleBytes)), 0);
        third = EndOfBlock(good, second);
        int first = EndOfBlock(good, RecordingFormat.PreambleBytes);
        Assert.NotNull(Read([.. good[..first], .. good[second..]]));
        Assert.NotNull(Read([.. good[..first], .. good[second..third], .. good[first..second], .. good[third..]]));
    }

    [Fact]
    public async Task A_connection_that_was_only_looked_at_leaves_no_trace_on_either_side()
    {
        await using (var recorder = new Recorder(_path))
        {
            await recorder.Record(new Scripted([], fails: false)).DisposeAsync();
            await recorder.Record(new Scripted([], fails: false)).SendAsync(new[] { Halt }, Token);
            Assert.Equal(1, recorder.Connections);
        }
        using var replay = new Replay(_path);
        for (int looks = 0; looks < 3; looks++)
        {
            await using IChipLink look = replay.Connect();
            Assert.Equal("id", look.Chip.Identity);
        }
        await using IChipLink link = replay.Connect();
        await link.SendAsync(new[] { Halt }, Token);
        Assert.Throws<LinkException>(() => replay.Connect());
    }

    [Fact]
    public async Task A_file_has_its_name_only_when_it_is_complete()
    {
        File.Delete(_path);
        var recorder = new Recorder(_path);
        recorder.Record(new Scripted([], fails: false));
        Assert.False(File.Exists(_path));
        await recorder.DisposeAsync();
        await recorder.DisposeAsync();
        Assert.True(File.Exists(_path));
        Assert.False(File.Exists(_path + ".partial"));
    }

    private static int EndOfBlock(byte[] file, int start) => start + RecordingFormat.HeadBytes + BitConverter.ToInt32(file, start + 5) + RecordingFormat.CrcBytes;

    // Null if the file is good.
    private static InvalidDataException? Read(byte[] file)
    {
        try
        {
            using var reader = new RecordingReader(new MemoryStream(file), "test");
            while (reader.Read())
            {
            }
            return null;
        }
        catch (InvalidDataException e)
        {
            return e;
        }
    }

    private static ulong[] Words(ulong seed, int count) => [.. Enumerable.Range(0, count).Select(i => SeedTree.Root(seed).Bits((ulong)i) >> (i % 50))];

    private async Task RecordAsync(ulong[][] sent, ulong[][] answers)
    {
        await using var recorder = new Recorder(_path);
        for (int c = 0; c < sent.Length; c++)
        {
            await using IChipLink link = recorder.Record(new Scripted(answers[c], fails: false));
            await link.SendAsync(sent[c], Token);
            var buffer = new ulong[answers[c].Length];
            for (int got = 0; got < buffer.Length;)
            {
                got += await link.ReceiveAsync(buffer, Token);
            }
        }
    }

    private sealed class Scripted(ulong[] answers, bool fails) : IChipLink
    {
        private int _at;

        public ChipDescription Chip => new("a chip", true, "id");

        public int MaxProgramWords => 1 << 20;

        public ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
        {
            if (_at == answers.Length && fails)
            {
                throw new LinkException(LinkFailure.Lost, "here", "the far end is gone");
            }
            int count = Math.Min(Math.Min(destination.Length, 777), answers.Length - _at);
            answers.AsSpan(_at, count).CopyTo(destination.Span);
            _at += count;
            return ValueTask.FromResult(count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
