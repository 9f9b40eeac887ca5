using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bss2.Cli.Tables;

/// <summary>What came out of a cell.</summary>
/// <param name="Accuracy">Test accuracy, 0 to 1.</param>
/// <param name="CircuitsAvoided">Unusable circuits that the placement passed over.</param>
/// <param name="CalibrationSha256">The calibration's content; null without one.</param>
internal sealed record DieResult(double Accuracy, int? CircuitsAvoided, string? CalibrationSha256)
{
    public JsonObject ToJson() =>
        new() { ["test_accuracy"] = Accuracy, ["circuits_avoided"] = CircuitsAvoided, ["calibration_sha256"] = CalibrationSha256 };

    /// <exception cref="InvalidDataException">It is no result; the message names the file.</exception>
    public static DieResult Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject json && json["test_accuracy"] is not null ? Parse(json)
                : throw new JsonException("it has no test_accuracy.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message} Remove it to evaluate again.", e);
        }
    }

    private static DieResult Parse(JsonObject json) => new(json["test_accuracy"]!.GetValue<double>(),
        json["circuits_avoided"]?.GetValue<int>(), json["calibration_sha256"]?.GetValue<string>());
}
