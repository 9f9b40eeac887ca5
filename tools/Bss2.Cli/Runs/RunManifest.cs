using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bss2.Cli.Chips;
using Bss2.Cli.Train;
using Bss2.Runtime;

namespace Bss2.Cli.Runs;

/// <summary>manifest.json: what a run was and what came out. All but <see cref="Timing"/> is a function of the command line.</summary>
internal sealed record RunManifest
{
    public const int CurrentVersion = 1;

    /// <summary>Names in the style of the command's JSON.</summary>
    public static JsonSerializerOptions SnakeCase { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly JsonSerializerOptions s_compact = SnakeCase;

    public int FormatVersion { get; init; } = CurrentVersion;

    public required IReadOnlyList<string> CommandLine { get; init; }

    public required TrainSettings Settings { get; init; }

    public required string ConfigHash { get; init; }

    public required ulong Seed { get; init; }

    public required string Chip { get; init; }

    public required string DieIdentity { get; init; }

    /// <summary>Name and hash of the fault plan, if there was one; the plan itself is in the settings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Faults => Settings.Chip.Faults?.ToString();

    public bool ReducedModel { get; init; }

    /// <summary>Of this program.</summary>
    public static IReadOnlyDictionary<string, string> CurrentVersions { get; } = new Dictionary<string, string>
    {
        ["bss2"] = typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        ["dotnet"] = Environment.Version.ToString(),
        ["checkpoint_format"] = Checkpoint.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    public IReadOnlyDictionary<string, string> Versions { get; init; } = CurrentVersions;

    /// <summary>Codes of the circuits; null for those of the ideal die.</summary>
    public RunCalibration? Calibration { get; init; }

    /// <summary>nominal, or characterised: which neuron parameters the gradient took.</summary>
    public string Parameters => Settings.Characterisation is null ? "nominal" : "characterised";

    /// <summary>Unusable circuits that the placement passed over; null before the first batch and in a simulation.</summary>
    public int? CircuitsAvoided { get; init; }

    public string Status { get; init; } = "running";

    public int EpochsDone { get; init; }

    public double? ValidationAccuracy { get; init; }

    public double? TestAccuracy { get; init; }

    public int[][]? Confusion { get; init; }

    /// <summary>Per layer, how far the trained gradient agreed with the reference's in the last epoch; null if that was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GradientSummary>? Gradient { get; init; }

    /// <summary>Sums over all sessions of the run.</summary>
    public long CadcWordsRead => Timing.Sessions.Sum(s => s.Usage.CadcWordsRead);

    public long MadcWordsRead => Timing.Sessions.Sum(s => s.Usage.MadcWordsRead);

    public long SpikesRead => Timing.Sessions.Sum(s => s.Usage.SpikesRead);

    /// <summary>What the run's emulated chip had to say, by name; null if it was another kind of chip.</summary>
    [JsonIgnore]
    public IReadOnlyList<ChipDiagnostic>? Diagnostics =>
        Timing.Sessions.Any(s => s.Diagnostics is not null) ? ChipDiagnostic.Sum(Timing.Sessions.SelectMany(s => s.Diagnostics ?? [])) : null;

    public RunTiming Timing { get; init; } = new([]);

    /// <summary>SHA-256 over the settings: equal hashes mean equal metrics and checkpoints from one version.</summary>
    public static string Hash(TrainSettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(settings, s_compact)));

    public static RunManifest Read(RunFolder folder)
    {
        try
        {
            RunManifest manifest = JsonSerializer.Deserialize<RunManifest>(File.ReadAllBytes(folder.ManifestPath), s_json)
                ?? throw new InvalidDataException($"{folder.ManifestPath} is empty.");
            if (manifest.FormatVersion != CurrentVersion)
            {
                throw new InvalidDataException(
                    $"{folder.ManifestPath} has format version {manifest.FormatVersion}; this program reads version {CurrentVersion}.");
            }
            return manifest.ConfigHash == Hash(manifest.Settings) ? manifest : throw new InvalidDataException(
                $"{folder.ManifestPath}: the settings do not match their config_hash; they were edited. Start a new run with train instead.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{folder.ManifestPath} is damaged: {e.Message}", e);
        }
    }

    public void Write(RunFolder folder) => AtomicFile.WriteText(folder.ManifestPath, JsonSerializer.Serialize(this, s_json));
}

/// <summary>What depends on the machine and on interruptions.</summary>
/// <param name="Sessions">One per invocation: the first and each --resume.</param>
internal sealed record RunTiming(IReadOnlyList<RunSession> Sessions)
{
    public double WallS => Sessions.Sum(s => s.WallS);

    public double ChipTimeS => Sessions.Sum(s => s.Usage.ChipSeconds);

    /// <summary>Of all sessions; null without a chip.</summary>
    public EnergyReport? Energy => EnergyReport.Of(Sessions.Aggregate(ChipUsage.None, (sum, session) => sum.Plus(session.Usage)));
}

/// <summary>One invocation.</summary>
/// <param name="Started">UTC.</param>
/// <param name="WallS">Seconds.</param>
/// <param name="Samples">Training samples presented.</param>
/// <param name="Threads">Host threads.</param>
/// <param name="Usage">What was read from the chip.</param>
internal sealed record RunSession(DateTime Started, double WallS, long Samples, int Threads, ChipUsage Usage)
{
    /// <summary>What an emulated chip had to say; null where nobody here can know: a remote chip, or none.</summary>
    public IReadOnlyList<ChipDiagnostic>? Diagnostics { get; init; }
}
