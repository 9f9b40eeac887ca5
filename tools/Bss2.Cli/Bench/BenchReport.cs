using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bss2.Cli.Bench;

/// <summary>All figures of one run, as written by --json and --save and read by --baseline.</summary>
internal sealed record BenchReport
{
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions s_json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly JsonSerializerOptions s_indented = new(s_json) { WriteIndented = true };

    public int FormatVersion { get; init; } = CurrentVersion;

    public required MachineLine Machine { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, Case> Cases { get; init; }

    public static BenchReport Of(MachineLine machine, IEnumerable<BenchFigure> figures) => new()
    {
        Machine = machine,
        Cases = figures.ToDictionary(f => f.Name, f => new Case(f.Median, f.Unit, new Dictionary<string, double> { [f.RatioTo] = f.Ratio },
            f.Minimum, f.Maximum, f.CpuMedian, f.Repeats) { Work = f.Work }),
    };

    /// <summary>Ratios alone, for a baseline that is kept: times would only tell of the hour in which they were taken.</summary>
    public BenchReport RatiosOnly() => this with
    {
        Cases = Cases.ToDictionary(c => c.Key, c => new Case(null, null, c.Value.RatioTo, null, null, null, null)),
    };

    /// <exception cref="InvalidDataException">The file is no bench report of this version.</exception>
    public static BenchReport Read(string path)
    {
        try
        {
            BenchReport? report = JsonSerializer.Deserialize<BenchReport>(File.ReadAllBytes(path), s_json);
            return report?.FormatVersion == CurrentVersion ? report : throw new InvalidDataException(
                $"{path} is a bench report of version {report?.FormatVersion}; this program reads version {CurrentVersion}. Save it anew.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no bench report: {e.Message}", e);
        }
    }

    public string ToJson(bool indented) => JsonSerializer.Serialize(this, indented ? s_indented : s_json);

    /// <summary>One figure; <see cref="RatioTo"/> has the share of each yardstick's speed. A kept baseline has nothing else.</summary>
    internal sealed record Case(double? Median, string? Unit, IReadOnlyDictionary<string, double> RatioTo, double? Minimum, double? Maximum,
        double? CpuMedian, int? Repeats)
    {
        /// <summary>Scaling: the work of one piece.</summary>
        public double? Work { get; init; }
    }
}
