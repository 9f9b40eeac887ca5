using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>What a run was trained on, if not on Yin-Yang: enough to load the same again, and to notice when it is not the same.</summary>
internal sealed record DataSettings
{
    public const string YinYang = "yin-yang", Xor = "xor", Circles = "circles", Table = "csv";

    // The same data for every training seed, as with the published sets.
    private const ulong DrawSeed = 1;

    public required string Kind { get; init; }

    /// <summary>Names of the features, as found.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the classes, as found.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public IReadOnlyList<int>? ReflectedClasses { get; init; }

    public string? File { get; init; }

    /// <summary>Of the file's content.</summary>
    public string? Sha256 { get; init; }

    public string? Label { get; init; }

    public string? Split { get; init; }

    public double ValidationShare { get; init; }

    public double TestShare { get; init; }

    public ulong SplitSeed { get; init; }

    [JsonIgnore]
    private CsvOptions Options => new()
    {
        Label = Label, Features = Features, Classes = Classes, Split = Split, ValidationShare = ValidationShare, TestShare = TestShare,
        SplitSeed = SplitSeed,
    };

    public static DataSettings Generated(string kind)
    {
        DataSet data = Draw(kind, 1);
        return new() { Kind = kind, Features = data.Features, Classes = data.Classes, ReflectedClasses = data.ReflectedClasses };
    }

    /// <summary>Reads a table and keeps what it found.</summary>
    public static (DataSettings Settings, DataSet Data) Csv(string file, CsvOptions options)
    {
        byte[] content = Read(file);
        DataSet data = Parse(content, file, options);
        return (new()
        {
            Kind = Table, Features = data.Features, Classes = data.Classes, File = file, Sha256 = Hash(content), Label = options.Label,
            Split = options.Split, ValidationShare = options.ValidationShare, TestShare = options.TestShare, SplitSeed = options.SplitSeed,
        }, data);
    }

    /// <summary>The same data again.</summary>
    /// <param name="trainingSamples">How many, if they are drawn.</param>
    /// <exception cref="InvalidDataException">The file has changed.</exception>
    public DataSet Load(int trainingSamples)
    {
        if (Kind != Table)
        {
            return Draw(Kind, trainingSamples);
        }
        byte[] content = Read(File!);
        return Hash(content) == Sha256 ? Parse(content, File!, Options) : throw new InvalidDataException(
            $"{File} is not what the run was trained on: its SHA-256 is {Hash(content)}, the run's {Sha256}. Bring the table back as it was, or start a new run.");
    }

    private static byte[] Read(string file) => System.IO.File.Exists(file) ? System.IO.File.ReadAllBytes(file)
        : throw new IOException($"There is no file {file} (looked in {Directory.GetCurrentDirectory()}).");

    private static DataSet Parse(byte[] content, string file, CsvOptions options)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        return CsvData.Read(reader, file, options);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static DataSet Draw(string kind, int trainingSamples) => kind switch
    {
        Xor => GeneratedData.Xor(DrawSeed, trainingSamples),
        Circles => GeneratedData.Circles(DrawSeed, trainingSamples),
        _ => throw new InvalidDataException($"This program knows no data set {kind}."),
    };
}
