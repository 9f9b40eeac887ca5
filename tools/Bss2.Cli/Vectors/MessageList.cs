using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>Keeps the messages that a container appends.</summary>
internal sealed class MessageList : IInstructionSink
{
    public List<ulong> Words { get; } = [];

    public void Append(ulong message) => Words.Add(message);
}
