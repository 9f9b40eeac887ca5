namespace Bss2.Training.Data;

/// <summary>What is wrong with a table, each with its line: all are told at once, so that a file need not be mended one run at a time.</summary>
/// <param name="name">The file, for messages.</param>
internal sealed class CsvFaults(string name)
{
    // More would scroll the first ones away.
    private const int Shown = 20;

    private readonly List<(int Line, string Text)> _faults = [];

    public void Add(int line, string fault) => _faults.Add((line, fault));

    /// <exception cref="InvalidDataException">There are faults.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            IEnumerable<string> lines = _faults.OrderBy(fault => fault.Line).Take(Shown).Select(fault => $"{name}:{fault.Line}: {fault.Text}");
            throw new InvalidDataException(string.Join('\n', _faults.Count > Shown ? lines.Append($"… and {_faults.Count - Shown} more.") : lines));
        }
    }
}
