using System.Globalization;
using System.Net;
using System.Text;
using Bss2.Calibration.Summary;
using Bss2.Hal.Coordinates;

namespace Bss2.Cli.Calibrate;

/// <summary>Map of the chip: a square per circuit, coloured by its verdict. Each row of 256 circuits is shown as four lines of 64.</summary>
internal static class ChipMapPlot
{
    private const int PerLine = 64, Cell = 11, Left = 96, Top = 58, RowGap = 22;

    private static readonly string[] s_colours = ["#009E73", "#E69F00", "#D55E00"];

    public static string Svg(CalibrationSummary summary)
    {
        int lines = AtomicNeuron.Count / PerLine, perRow = NeuronColumn.Count / PerLine;
        int width = Left + PerLine * Cell + 16, height = Top + lines * Cell + RowGap + 12;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><text x=\"8\" y=\"20\" font-size=\"15\" font-weight=\"bold\">Circuits by verdict</text>");
        Legend(svg, summary);
        for (int line = 0; line < lines; line++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{Y(line, perRow) + Cell - 2}\" text-anchor=\"end\">{(line < perRow ? "top" : "bottom")} {line % perRow * PerLine}…</text>");
        }
        var verdict = new CircuitVerdict?[AtomicNeuron.Count];
        var failedAt = new string?[AtomicNeuron.Count];
        for (int i = 0; i < summary.Verdicts.Count; i++)
        {
            (verdict[summary.File.Circuits[i].Value], failedAt[summary.File.Circuits[i].Value]) = (summary.Verdicts[i], summary.FailedAt(i));
        }
        for (int n = 0; n < AtomicNeuron.Count; n++)
        {
            int line = n / PerLine;
            string colour = verdict[n] is { } v ? s_colours[(int)v] : "#ddd";
            string what = verdict[n] is { } known ? known.ToString().ToLowerInvariant() + (failedAt[n] is { } at ? $": {at}" : "") : "not calibrated";
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left + n % PerLine * Cell}\" y=\"{Y(line, perRow)}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"{colour}\"><title>circuit {n}, {WebUtility.HtmlEncode(what)}</title></rect>");
        }
        return svg.Append("</svg>").ToString();
    }

    private static void Legend(StringBuilder svg, CalibrationSummary summary)
    {
        int x = Left;
        foreach (CircuitVerdict verdict in Enum.GetValues<CircuitVerdict>())
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{verdict.ToString().ToLowerInvariant()} ({summary.Count(verdict)})");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"33\" width=\"{Cell}\" height=\"{Cell}\" fill=\"{s_colours[(int)verdict]}\"/><text x=\"{x + Cell + 5}\" y=\"43\">{text}</text>");
            x += 120;
        }
    }

    private static int Y(int line, int perRow) => Top + line * Cell + (line >= perRow ? RowGap : 0);
}
