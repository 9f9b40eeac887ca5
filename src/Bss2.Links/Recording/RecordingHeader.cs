using System.Text.Json.Serialization;
using Bss2.Hal.Playback;

namespace Bss2.Links.Recording;

/// <summary>What a recording says of one of its connections: who answered.</summary>
/// <param name="Chip">Name of the chip, for people.</param>
/// <param name="Identity">Identity of the chip.</param>
/// <param name="Emulated">Whether it is an emulator.</param>
/// <param name="MaxProgramWords">Longest program that the far end took.</param>
public sealed record RecordingHeader(string Chip, string Identity, bool Emulated, int MaxProgramWords)
{
    /// <summary>The chip's description.</summary>
    [JsonIgnore]
    public ChipDescription Description => new($"recording of {Chip}", Emulated, Identity);
}

/// <summary>How a recorded connection failed.</summary>
/// <param name="Kind">Name of the <see cref="Hal.Wire.LinkFailure"/>.</param>
/// <param name="Message">What was said.</param>
internal sealed record RecordedFailure(string Kind, string Message);

/// <summary>Serialiser without reflection.</summary>
[JsonSerializable(typeof(RecordingHeader))]
[JsonSerializable(typeof(RecordedFailure))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class RecordingJson : JsonSerializerContext;
