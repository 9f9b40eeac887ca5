using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Bss2.Cli.Plotting;

/// <summary>What all pictures share: colours, fonts, axes, legend, and the way to SVG.</summary>
internal static partial class PlotStyle
{
    /// <summary>Colours that colour-blind readers can tell apart (Okabe &amp; Ito).</summary>
    public static IReadOnlyList<OxyColor> Colours { get; } =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x56, 0xB4, 0xE9), OxyColor.FromRgb(0xCC, 0x79, 0xA7),
        OxyColor.FromRgb(0x99, 0x99, 0x99),
    ];

    /// <summary>An empty plot; axis 0 is horizontal, axis 1 vertical.</summary>
    public static PlotModel Model(string title, string x, string y)
    {
        var model = new PlotModel
        {
            Title = title, TitleFontSize = 15, Background = OxyColors.White, DefaultFont = "Arial", Padding = new OxyThickness(8, 8, 24, 8),
        };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = x, MajorGridlineStyle = LineStyle.Dot, AxisTitleDistance = 8 });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = y, MajorGridlineStyle = LineStyle.Dot, AxisTitleDistance = 14 });
        // Above the plot, so that a wider font than the one measured cannot be cut off.
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.TopLeft,
            LegendOrientation = LegendOrientation.Horizontal, LegendItemSpacing = 44,
        });
        return model;
    }

    /// <summary>The same with logarithmic axes.</summary>
    public static PlotModel LogLog(string title, string x, string y)
    {
        PlotModel model = Model(title, x, y);
        model.Axes.Clear();
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = x, MajorGridlineStyle = LineStyle.Dot, AxisTitleDistance = 8 });
        model.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Left, Title = y, MajorGridlineStyle = LineStyle.Dot, AxisTitleDistance = 14,
        });
        return model;
    }

    /// <summary>A line; a single point gets a marker.</summary>
    public static LineSeries Line(string title, int colour, IEnumerable<(double X, double Y)> points, LineStyle style = LineStyle.Solid)
    {
        var series = new LineSeries { Title = title, Color = Colours[colour % Colours.Count], StrokeThickness = 2, LineStyle = style };
        series.Points.AddRange(points.Select(p => new DataPoint(p.X, p.Y)));
        if (series.Points.Count == 1)
        {
            (series.MarkerType, series.MarkerFill) = (MarkerType.Circle, Colours[colour % Colours.Count]);
        }
        return series;
    }

    /// <summary>The plot as SVG text.</summary>
    public static string Svg(PlotModel model, int width, int height)
    {
        string svg = new SvgExporter { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model)
            .Replace("font-family=\"Arial\"", "font-family=\"Arial, Helvetica, sans-serif\"", StringComparison.Ordinal);
        // The exporter clips a legend at the width that its own font would have; the reader's may be wider.
        return LegendClip().Replace(svg, "<g>$1");
    }

    /// <summary>Pictures below each other, as one.</summary>
    public static string Stack(int width, int height, IReadOnlyList<PlotModel> models) => Sheet(width, height, models, columns: 1);

    /// <summary>Pictures beside each other, as one.</summary>
    public static string Row(int width, int height, IReadOnlyList<PlotModel> models) => Sheet(width, height, models, models.Count);

    private static string Sheet(int width, int height, IReadOnlyList<PlotModel> models, int columns)
    {
        (int wide, int high) = (width * columns, height * ((models.Count + columns - 1) / columns));
        var sheet = new System.Text.StringBuilder();
        sheet.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\">");
        for (int i = 0; i < models.Count; i++)
        {
            string svg = Svg(models[i], width, height);
            // Ids must differ within one document.
            svg = ClipId().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], $"plot{i}$1");
            sheet.Append(System.Globalization.CultureInfo.InvariantCulture, $"<g transform=\"translate({i % columns * width},{i / columns * height})\">{svg}</g>");
        }
        return sheet.Append("</svg>").ToString();
    }

    [GeneratedRegex("<g clip-path=\"url\\(#clipPath\\d+\\)\">(\\s*<text)")]
    private static partial Regex LegendClip();

    [GeneratedRegex("(clipPath\\d+)")]
    private static partial Regex ClipId();
}
