using System.Globalization;

namespace Bss2.Training.Losses;

/// <summary>What <see cref="LossCheck"/> found at one sample.</summary>
public sealed class LossCheckReport
{
    private readonly List<string> _wrong = [], _kinks = [];

    /// <summary>Derivatives compared, kinks left out.</summary>
    public int Compared { get; private set; }

    /// <summary>Largest error among them, relative to the largest derivative of its kind.</summary>
    public double WorstError { get; private set; }

    /// <summary>Derivatives that are wrong: where, what the loss says, what differences say.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Where the loss is not differentiable; no claim was checked there.</summary>
    public IReadOnlyList<string> Kinks => _kinks;

    /// <summary>Whether no derivative is wrong.</summary>
    public bool IsRight => _wrong.Count == 0;

    /// <summary>A line per finding.</summary>
    public override string ToString() => string.Join('\n', (string[])[
        string.Create(CultureInfo.InvariantCulture, $"{Compared} derivatives compared, worst relative error {WorstError:E1}, {_kinks.Count} kinks."),
        .. _wrong.Select(text => "wrong: " + text), .. _kinks.Select(text => "not differentiable: " + text)]);

    internal void Add(string place, double claimed, double numeric, double error, bool kink, double tolerance)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{place}: the loss says {claimed:G6}, differences say {numeric:G6}");
        if (kink)
        {
            _kinks.Add(text);
            return;
        }
        Compared++;
        WorstError = Math.Max(WorstError, error);
        if (!(error <= tolerance))
        {
            _wrong.Add(text);
        }
    }
}
