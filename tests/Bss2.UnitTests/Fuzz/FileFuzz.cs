using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Bss2.Calibration.Store;
using Bss2.Cli.Faults;
using Bss2.Cli.Runs;
using Bss2.Cli.Vectors;
using Bss2.Emulator;
using Bss2.Hal.Wire;
using Bss2.Links.Recording;
using Bss2.Training;
using Bss2.Training.Data;
using Bss2.UnitTests.Calibration;

namespace Bss2.UnitTests.Fuzz;

/// <summary>Decoders of files.</summary>
internal static class FileFuzz
{
    // A vector file's records are taken one by one: whole files are long and would be changed only here and there.
    private const int SmallestVectors = 60, LongestSample = 4000;

    public static IEnumerable<FuzzTarget> All =>
    [
        new("checkpoint", input => Refuses(() => Checkpoint.Parse(input, "fuzz")), [CheckpointSample()], SealCheckpoint, MostBytes: 4 << 20),
        new("calibration", input => Refuses(() => CalibrationJson.Read(Encoding.UTF8.GetString(input), "fuzz")), [CalibrationSample()],
            SealCalibration, MostBytes: 16 << 20),
        new("recording", ReadRecording, [RecordingSample()], SealRecording, MostBytes: 8 << 20),
        new("fault plan", input => Refuses(() => FaultPlan.Parse(input, "fuzz")), [PlanSample()]),
        new("golden vectors", input => Refuses(() => new VectorChecker().Check(input, "fuzz")), VectorSamples(), MostBytes: 4 << 20),
        new("table of a data set", input => Refuses(() => CsvData.Read(new StreamReader(new MemoryStream(input)), "fuzz", new())),
            ["x,y,label\n1,2,a\n3,4,b\n0.5,1e3,a\n5,6,b\n"u8.ToArray(), "1;2\n"u8.ToArray()], MostBytes: 4 << 20),
    ];

    private static void Refuses(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException { ParamName: null })
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static void ReadRecording(byte[] input) => Refuses(() =>
    {
        using var reader = new RecordingReader(new MemoryStream(input), "fuzz");
        while (reader.Read())
        {
        }
    });

    private static byte[] CheckpointSample()
    {
        string path = Path.GetTempFileName();
        Checkpoint.Write(path, new TrainerState
        {
            Epoch = 3, Batch = 1, Step = 77, Weights = [[1, 2], [3]], Average = [[1, 2], [3]], FirstMoments = [[0, 0], [0]],
            SecondMoments = [[0, 0], [0]], EpochSums = [1, 2, 3], Fired = [[true, false], [true]],
        });
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static byte[] SealCheckpoint(byte[] input)
    {
        if (input.Length >= 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(input.Length - 4), Crc32.HashToUInt32(input.AsSpan(0, input.Length - 4)));
        }
        return input;
    }

    private static byte[] CalibrationSample() => Encoding.UTF8.GetBytes(CalibrationJson.Write(CalibrationStoreTests.Example()));

    private static byte[] SealCalibration(byte[] input)
    {
        try
        {
            JsonObject envelope = JsonNode.Parse(Encoding.UTF8.GetString(input))!.AsObject();
            string body = envelope["calibration"]!.AsObject().ToJsonString();
            envelope["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
            return Encoding.UTF8.GetBytes(envelope.ToJsonString());
        }
        catch (Exception)
        {
            // Too broken to be sealed: it is tried as it is.
            return input;
        }
    }

    private static byte[] RecordingSample()
    {
        string path = Path.GetTempFileName();
        var recorder = new Recorder(path);
        recorder.Connected(new EmulatorLink(new()));
        recorder.Sent([1, 2, 3]);
        recorder.Received([.. Enumerable.Range(0, 200).Select(i => (ulong)i)]);
        recorder.Failed(LinkFailure.Lost, "gone");
        recorder.DisposeAsync().AsTask().GetAwaiter().GetResult();
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static byte[] SealRecording(byte[] input)
    {
        uint checksum = 0;
        for (int at = RecordingFormat.PreambleBytes; at + RecordingFormat.HeadBytes <= input.Length;)
        {
            long end = at + RecordingFormat.HeadBytes + (long)BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(at + 1 + sizeof(int)));
            if (end < at || end + RecordingFormat.CrcBytes > input.Length)
            {
                break;
            }
            checksum = RecordingFormat.Checksum(checksum, input.AsSpan(at, (int)end - at));
            BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan((int)end), checksum);
            at = (int)end + RecordingFormat.CrcBytes;
        }
        return input;
    }

    private static byte[] PlanSample() => """
        { "format_version": 1, "name": "n", "seed": 7,
          "chip": { "dead_neurons": { "share": 0.05, "list": [17] }, "stuck_weights": { "list": [{ "synapse": { "hemisphere": 1, "row": 0, "column": 4 }, "weight": 0 }] },
            "stuck_capmem": { "code": 1022, "list": [{ "cell": { "block": 0, "row": 2, "column": 17 }, "code": 300 }] }, "queues": { "padi": 4 },
            "link_flaps": [{ "phy": 2, "first_us": 10, "down_us": 5 }] },
          "link": { "to_fpga": { "drop": 0.1, "cut_after": 30 }, "from_fpga": { "delay_ms": 1 }, "cuts": 2 } }
        """u8.ToArray();

    private static byte[][] VectorSamples()
    {
        List<byte[]> samples = [];
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "golden"), "*.json").Order(StringComparer.Ordinal))
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(file))!;
            if (root is JsonArray records && records.Count > 0)
            {
                samples.Add(Encoding.UTF8.GetBytes(new JsonArray([records[0]!.DeepClone()]).ToJsonString()));
            }
            else if (root is JsonObject lists)
            {
                foreach (JsonArray list in lists.Select(entry => entry.Value).OfType<JsonArray>())
                {
                    while (list.Count > 1)
                    {
                        list.RemoveAt(1);
                    }
                }
                samples.Add(Encoding.UTF8.GetBytes(root.ToJsonString()));
            }
        }
        return [.. samples.Where(sample => sample.Length is > SmallestVectors and < LongestSample)];
    }
}
