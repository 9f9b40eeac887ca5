namespace Bss2.Emulator;

/// <summary>What an emulated chip has to say, counted by name: what it does not emulate, and why it did not answer.</summary>
/// <remarks>An address where nothing lives is not among these: it ends the program at once (<see cref="UnmappedAddressException"/>).</remarks>
public sealed class EmulatorDiagnostics
{
    private readonly Dictionary<string, EmulatorDiagnostic> _entries = [];
    private readonly bool _strict;
    private readonly Action<EmulatorDiagnostic>? _log;

    internal EmulatorDiagnostics(bool strict, Action<EmulatorDiagnostic>? log) => (_strict, _log) = (strict, log);

    /// <summary>Everything so far, by name.</summary>
    public IReadOnlyList<EmulatorDiagnostic> Entries => [.. _entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>Says where a program stands: instruction in the program, FPGA cycle.</summary>
    internal Func<(long Position, long Cycle)> Where { get; set; } = static () => (0, 0);

    /// <summary>Counts something; the first time it is logged.</summary>
    /// <param name="kind">How bad it is.</param>
    /// <param name="name">What happened; few different ones.</param>
    /// <param name="address">Omnibus address, if there is one.</param>
    /// <param name="value">Value written, if there is one.</param>
    /// <param name="place">Which of several alike, if that needs saying.</param>
    /// <exception cref="NotEmulatedException">It is not emulated, and that is fatal.</exception>
    internal void Add(EmulatorDiagnosticKind kind, string name, uint? address = null, uint? value = null, string? place = null)
    {
        if (_entries.TryGetValue(name, out EmulatorDiagnostic? entry))
        {
            _entries[name] = entry with { Count = entry.Count + 1 };
            return;
        }
        (long position, long cycle) = Where();
        string at = $"{(address is { } a ? $"0x{a:X8}" : "")}{(value is { } v ? $" = 0x{v:X8}" : "")}"
            + $"{(address is null ? "" : ", ")}{(place is null ? "" : place + ", ")}instruction {position}, FPGA cycle {cycle}";
        _entries[name] = new(kind, name, 1, at) { Address = address, Value = value };
        _log?.Invoke(_entries[name]);
        if (_strict && kind != EmulatorDiagnosticKind.Cause)
        {
            throw new NotEmulatedException($"{name} ({at}). A chip does more here than this emulator; --strict makes it fatal.",
                address ?? 0, position, cycle);
        }
    }
}
